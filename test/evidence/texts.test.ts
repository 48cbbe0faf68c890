/** The text of a source: kept byte for byte, replaced knowingly, read by those who may, and refused when it is no text. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { runs } from '../support/place.js';
import { anEvent, openRegister, populate, readerKey, type TestRegister, writerKey } from '../support/register.js';

const TEXT = '🤝 The ministers met.\nNothing was signed.\n';

/** Sends a text with exactly these headers besides key and type. */
const send = (register: TestRegister, payload: string | Buffer, headers: Record<string, string> = {}) =>
  register.send({
    method: 'PUT',
    url: '/sources/report/text',
    headers: { ...writerKey, 'content-type': 'text/plain; charset=utf-8', ...headers },
    payload,
  });

async function populated(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  return register;
}

t.test('a first text is created, with its length in code points and the hash of its bytes', async (t) => {
  const register = await populated(t);
  const { status, headers, body } = await send(register, TEXT);
  t.equal(status, 201);
  t.equal(headers.location, '/sources/report/text');
  t.equal(body.text_length, [...TEXT].length);
  t.equal(body.text_sha256, createHash('sha256').update(TEXT).digest('hex'));
  t.equal(body.revision, 2, 'the text bumps the revision of the source');
  t.equal(headers.etag, '"2"');
  const source = await register.get('/sources/report');
  t.equal(source.headers.etag, '"2"');
  const { citations, ...stored } = body;
  t.same(source.body, stored);
  t.same(citations, { matched: 0, moved: 0, stale: 0, changed: [] });
});

t.test('a text is conditional on the ETag of its source', async (t) => {
  const register = await populated(t);
  t.equal((await send(register, TEXT, { 'if-match': '"7"' })).status, 412);
  t.equal((await send(register, TEXT, { 'if-match': '"1"' })).status, 201);
  const missing = await send(register, 'Another.');
  t.equal(missing.status, 428);
  t.match(missing.body.detail, 'If-Match: "2"', 'it prints the header to send');
  const outdated = await send(register, 'Another.', { 'if-match': '"1"' });
  t.equal(outdated.status, 412);
  t.match(outdated.body.detail, 'If-Match: "2"');
  t.equal((await register.get('/sources/report/text', readerKey)).text, TEXT, 'nothing was written');
  const replaced = await send(register, 'Another.', { 'if-match': '"2"' });
  t.equal(replaced.status, 200);
  t.equal(replaced.headers.etag, '"3"');
  t.equal((await register.get('/sources/report/text', readerKey)).text, 'Another.');
});

t.test('If-None-Match: * stores a text only where there is none', async (t) => {
  const register = await populated(t);
  t.equal((await send(register, TEXT, { 'if-none-match': '*' })).status, 201);
  t.equal((await send(register, 'Another.', { 'if-none-match': '*' })).status, 412);
  t.equal((await register.get('/sources/report/text', readerKey)).text, TEXT);
});

t.test('the text answers with the ETag of its source, and 304 to whoever holds it', async (t) => {
  const register = await populated(t);
  await send(register, TEXT);
  await register.patch('/sources/report', { title: 'A report' }, { 'if-match': '"2"' });
  const { headers } = await register.get('/sources/report/text', readerKey);
  t.equal(headers.etag, '"3"');
  t.equal(headers['content-type'], 'text/plain; charset=utf-8');
  const held = await register.get('/sources/report/text', { ...readerKey, 'if-none-match': '"3"' });
  t.equal(held.status, 304);
  t.equal(held.text, '');
  t.equal((await register.get('/sources/report/text', { ...readerKey, 'if-none-match': '"2"' })).status, 200);
  const head = await register.send({ method: 'HEAD', url: '/sources/report/text', headers: readerKey });
  t.equal(head.status, 200);
  t.equal(head.headers['content-length'], String(Buffer.byteLength(TEXT)));
});

t.test('a text is kept byte for byte', async (t) => {
  const register = await populated(t);
  const texts = {
    'a mark inside': 'The \uFEFFministers met.',
    'form feeds': 'One page.\f\fAnother page.\n\f',
    'carriage returns': 'One.\r\nTwo.\rThree.\r\n',
    'trailing newlines': 'The end.\n\n\n\n',
    'leading white space': ' \n\t The beginning',
    'decomposed letters': 'cafe\u0301, not café',
    'characters beyond the first plane': '👨‍👩‍👧‍👦 𝔘 🇵🇰',
    'what looks like JSON': '{"a": "\\u0000"}',
    'no letters at all': '\n',
  };
  for (const [what, text] of Object.entries(texts)) {
    const { body } = await send(register, Buffer.from(text), { 'if-match': '*' });
    t.equal(body.text_length, [...text].length, what);
    t.equal(body.text_sha256, createHash('sha256').update(text).digest('hex'), what);
    t.equal((await register.get('/sources/report/text', readerKey)).text, text, what);
  }
});

t.test('any text comes back as it was sent', async (t) => {
  const register = await populated(t);
  const clean = (text: string) => text.replace(/[\p{Cc}]/gu, '\r\n');
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })).map((text) => clean(text));
  await fc.assert(
    fc.asyncProperty(
      texts.filter((text) => /[^\uFEFF]/.test(text)),
      async (text) => {
        const { body } = await send(register, text, { 'if-match': '*' });
        const { text: read } = await register.get('/sources/report/text', readerKey);
        const kept = text.replace(/^\uFEFF+/, '');
        return read === kept && body.text_length === [...kept].length;
      },
    ),
    { numRuns: runs(40) },
  );
});

t.test('a restricted text, which is the default, needs a key; a public one does not', async (t) => {
  const register = await populated(t);
  await send(register, TEXT);
  const refused = await register.get('/sources/report/text');
  t.equal(refused.status, 401);
  t.notMatch(refused.text, 'ministers');
  t.equal((await register.get('/sources/report/text', { 'if-none-match': '"2"' })).status, 401, 'nor is it compared');
  t.equal((await register.get('/sources/report/text', { authorization: 'Bearer no-such-key' })).status, 401);
  t.equal((await register.get('/sources/report/text', readerKey)).text, TEXT);
  await register.patch('/sources/report', { text_access: 'public' }, { 'if-match': '*' });
  t.equal((await register.get('/sources/report/text')).text, TEXT);
  await register.patch('/sources/report', { text_access: null }, { 'if-match': '*' });
  t.equal((await register.get('/sources/report/text')).status, 401, 'restricted again');
});

t.test('storing and taking away a text needs a key that may write', async (t) => {
  const register = await populated(t);
  t.equal((await send(register, TEXT, { authorization: '' })).status, 401);
  t.equal((await send(register, TEXT, readerKey)).status, 403);
  await send(register, TEXT);
  t.equal((await register.delete('/sources/report/text', { ...readerKey, 'if-match': '*' })).status, 403);
  t.equal((await register.get('/sources/report')).body.revision, 2);
});

t.test('a text is taken away knowingly, and the source stays', async (t) => {
  const register = await populated(t);
  t.equal((await register.delete('/sources/report/text', { 'if-match': '*' })).status, 404, 'there is none yet');
  await send(register, TEXT);
  t.equal((await register.delete('/sources/report/text')).status, 428);
  t.equal((await register.delete('/sources/report/text', { 'if-match': '"1"' })).status, 412);
  const taken = await register.delete('/sources/report/text', { 'if-match': '"2"' });
  t.equal(taken.status, 204);
  t.equal(taken.headers.etag, '"3"');
  const { body } = await register.get('/sources/report');
  t.equal(body.revision, 3);
  t.notOk('text_length' in body || 'text_sha256' in body);
  t.equal((await register.get('/sources/report/text', readerKey)).status, 404);
  t.equal((await register.delete('/sources/report/text', { 'if-match': '*' })).status, 404);
  t.equal((await send(register, TEXT, { 'if-match': '"3"' })).status, 201, 'it can be stored again');
});

t.test('a text belongs to a source that is there', async (t) => {
  const register = await populated(t);
  t.equal((await register.putText('nowhere', TEXT)).status, 404);
  t.equal((await register.get('/sources/nowhere/text')).status, 404);
  t.equal((await register.get('/sources/report/text', readerKey)).status, 404, 'a source without a text');
  await send(register, TEXT);
  await register.delete('/sources/report', { 'if-match': '*' });
  t.equal((await register.get('/sources/report/text', readerKey)).status, 410);
  t.equal((await register.putText('report', TEXT)).status, 410);
  t.equal((await register.delete('/sources/report/text', { 'if-match': '*' })).status, 410);
});

t.test('replacing or patching a source leaves its text alone', async (t) => {
  const register = await populated(t);
  await send(register, TEXT);
  const put = await register.put('/sources/report', { kind: 'press_release' }, { 'if-match': '*' });
  t.equal(put.body.text_length, [...TEXT].length);
  const patched = await register.patch('/sources/report', { language: 'en' }, { 'if-match': '*' });
  t.equal(patched.body.text_sha256, put.body.text_sha256);
  t.equal((await register.get('/sources/report/text', readerKey)).text, TEXT);
});

t.test('what is not a text is refused, and nothing is stored', async (t) => {
  const register = await populated(t);
  const refused = async (what: string, status: number, code: string, payload: string | Buffer, headers = {}) => {
    const answer = await send(register, payload, headers);
    t.equal(answer.status, status, what);
    t.equal(answer.body.code, code, what);
    return answer.body.errors?.[0];
  };
  for (const type of ['application/json', 'text/html', 'text/plain; charset=iso-8859-1', ''])
    await refused(`type ${type}`, 415, 'unsupported_media_type', TEXT, { 'content-type': type });
  await refused('bytes that are not UTF-8', 400, 'malformed_request', Buffer.from([0x61, 0xff, 0x62]));
  await refused('half a surrogate pair', 400, 'malformed_request', Buffer.from([0xed, 0xa0, 0xbd]));
  await refused('a cut character', 400, 'malformed_request', Buffer.from('🤝').subarray(0, 3));
  t.equal((await refused('no text', 422, 'validation', '')).code, 'not_a_text');
  for (const control of ['\0', '\u001b', '\v', '\u007f']) {
    const finding = await refused(JSON.stringify(control), 422, 'validation', `🤝 ab${control}c`);
    t.match(finding, { code: 'not_a_text', pointer: '' });
    t.match(finding.detail, /\b4\b/, 'it says where, in code points');
  }
  await refused('more than 8 MiB', 413, 'too_large', Buffer.alloc((8 << 20) + 1, 'a'));
  const { body } = await register.get('/sources/report');
  t.equal(body.revision, 1);
  t.notOk('text_length' in body);
});

t.test('the control characters beyond ASCII are no text either, since no quotation may hold them', async (t) => {
  const register = await populated(t);
  for (const control of ['\u0080', '\u0085', '\u009b']) {
    const { status, body } = await send(register, `The minis${control}ters met.`, { 'if-match': '*' });
    t.equal(status, 422, JSON.stringify(control));
    t.match(body, { errors: [{ code: 'not_a_text' }] });
  }
});

t.test('a text of 8 MiB is taken and can be quoted to its last word', async (t) => {
  const register = await populated(t);
  const end = 'the last word';
  const text = `${'🤝'.repeat((8 << 20) / 4 - 4)}   ${end}`;
  t.equal(Buffer.byteLength(text), 8 << 20);
  const { status, body } = await send(register, text);
  t.equal(status, 201);
  const { body: event } = await register.post('/events', anEvent({ citations: [{ source: 'report', quote: end }] }));
  t.equal(event.citations[0].end, body.text_length);
  t.equal(event.citations[0].status, 'matched');
});

t.test('a text has no other methods, and comes as plain text only', async (t) => {
  const register = await populated(t);
  await send(register, TEXT);
  const { status, headers } = await register.send({ method: 'PATCH', url: '/sources/report/text', headers: writerKey });
  t.equal(status, 405);
  t.equal(headers.allow, 'DELETE, GET, HEAD, OPTIONS, PUT');
  const asJson = await register.get('/sources/report/text', { ...readerKey, accept: 'application/json' });
  t.match(asJson, { status: 200, headers: { 'content-type': /^text\/plain/ } });
  t.equal((await register.get('/sources/report/text', { ...readerKey, accept: 'text/*' })).status, 200);
});

t.test('a byte-order mark at the beginning is dropped, as clients that decode bytes drop it', async (t) => {
  const register = await populated(t);
  const kept = 'The ministers \uFEFFmet.';
  for (const text of [`\uFEFF${kept}`, `\uFEFF\uFEFF${kept}`]) {
    const { body } = await send(register, text, { 'if-match': '*' });
    t.equal(body.text_length, [...kept].length);
    t.equal(body.text_sha256, createHash('sha256').update(kept).digest('hex'));
    t.equal((await register.get('/sources/report/text', readerKey)).text, kept);
  }
  t.equal((await send(register, kept, { 'if-match': '*' })).body.revision, 2, 'with the mark it is the same text');
  const { body: event } = await register.post(
    '/events',
    anEvent({ citations: [{ source: 'report', quote: 'ministers' }] }),
  );
  t.match(event.citations, [{ start: 4, end: 13 }]);
  for (const none of ['\uFEFF', '\uFEFF\uFEFF'])
    t.match((await send(register, none, { 'if-match': '*' })).body.errors, [{ code: 'not_a_text' }]);
});

t.test('a byte-order mark is dropped from the texts of a batch, too', async (t) => {
  const register = await populated(t);
  const operation = { operation: 'patch', record: 'source', id: 'report', if_match: '*', patch: {} };
  const { body } = await register.post('/batch', { operations: [{ ...operation, text: '\uFEFFThe ministers met.' }] });
  t.equal(body.results[0].document.text_length, 18);
  t.equal((await register.get('/sources/report/text', readerKey)).text, 'The ministers met.');
  const refused = await register.post('/batch', { operations: [{ ...operation, text: '\uFEFF' }] });
  t.match(refused, { status: 422, body: { errors: [{ code: 'not_a_text', pointer: '/operations/0/text' }] } });
});

t.test('a quotation may go over the end of a page', async (t) => {
  const register = await populated(t);
  await send(register, 'They have\n\fsigned it.\f', { 'if-match': '*' });
  const quote = 'have\n\fsigned';
  const { status, body } = await register.post('/events', anEvent({ citations: [{ source: 'report', quote }] }));
  t.equal(status, 201);
  t.match(body.citations, [{ quote, start: 5, end: 17, status: 'matched' }]);
  t.equal((await register.post('/events', anEvent({ title: 'A\fpage' }))).status, 422, 'but names have none');
});
