/** A body that can't be read is refused for what is wrong with it: its bytes, its JSON, its type, its size. */
import { Readable } from 'node:stream';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, openRegister, populate, writerKey } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch, send } = register;
await populate(register);
const any = { 'if-match': '*' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends bytes as they are. */
const sendBytes = (
  method: 'POST' | 'PUT' | 'PATCH',
  url: string,
  payload: Buffer | Readable,
  headers: object = JSON_TYPE,
) => send({ method, url, headers: { ...writerKey, ...headers }, payload });

t.test('what isn’t JSON is refused', async (t) => {
  const broken = ['{', '{"title":', '{"title":}', "{'title': 'x'}", '{"title": "x",}', '{title: 1}', '{"a":1}{"b":2}'];
  const strange = [
    '{"a": NaN}',
    '{"a": undefined}',
    '{"a": 01}',
    '{"a": "\u0001"}',
    '{"a": "\\x41"}',
    '// {}',
    '{}}',
    'x',
  ];
  for (const body of [
    ...broken,
    ...strange,
    '{"a": .5}',
    '{"a": +1}',
    '{"a": 0x10}',
    '{"a": "\n"}',
    '[1,]',
    '\u00a0{}',
  ])
    expectProblem(t, await post('/events', body), 400, 'malformed_request');
  expectProblem(t, await put('/events/new', '{'), 400, 'malformed_request');
  expectProblem(t, await patch('/parties/arcadia', '{', any), 400, 'malformed_request');
  expectProblem(t, await post('/parties/arcadia/citations', '{'), 400, 'malformed_request');
});

t.test('a request without a body is refused', async (t) => {
  for (const body of ['', ' ', '\n\t']) expectProblem(t, await post('/events', body), 400, 'malformed_request');
  expectProblem(t, await put('/events/new', ''), 400, 'malformed_request');
  expectProblem(t, await patch('/parties/arcadia', '', any), 400, 'malformed_request');
  expectProblem(
    t,
    await send({ method: 'POST', url: '/events', headers: { ...writerKey, ...JSON_TYPE } }),
    ...([400, 'malformed_request'] as const),
  );
});

t.test('a body that is no object is no record', async (t) => {
  for (const body of ['[]', '[{}]', '"text"', '7', 'true', 'null', '-0', '1e400'])
    for (const url of ['/parties', '/sources', '/events', '/partnerships', '/parties/arcadia/citations'])
      expectProblem(t, await post(url, body), 422, 'validation', '(body) wrong_type');
  expectProblem(t, await put('/events/new', '[]'), 422, 'validation', '(body) wrong_type');
});

t.test('a body needs the media type of its operation', async (t) => {
  const body = JSON.stringify(anEvent());
  const others = [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ];
  for (const type of [
    ...others,
    'application/jsonx',
    'application/problem+json',
    'json',
    '*/*',
    '',
    'application/json, x/y',
  ])
    expectProblem(
      t,
      await post('/events', body, { 'content-type': type }),
      415,
      'unsupported_media_type',
      'Content-Type:',
    );
  const missing = await send({ method: 'POST', url: '/events', headers: writerKey, payload: body });
  const [error] = expectProblem(t, missing, 415, 'unsupported_media_type', 'Content-Type:');
  t.match(error.detail, 'application/json');
});

t.test('a merge patch may be sent as JSON, but a record is not sent as a merge patch', async (t) => {
  const merge = { 'content-type': 'application/merge-patch+json' };
  for (const type of ['application/json', 'application/json; charset=utf-8']) {
    const patched = await patch('/parties/coinworks', { summary: type }, { 'content-type': type, ...any });
    t.match(patched, { status: 200, body: { summary: type } });
    const removed = await patch('/parties/coinworks', { summary: null }, { 'content-type': type, ...any });
    t.same([removed.status, 'summary' in removed.body], [200, false], 'null removes');
  }
  const jsonPatch = { 'content-type': 'application/json-patch+json' };
  const other = await patch('/parties/arcadia', [], { ...jsonPatch, ...any });
  const [error] = expectProblem(t, other, 415, 'unsupported_media_type', 'Content-Type:');
  t.match(error.detail, 'application/merge-patch+json or application/json');
  expectProblem(t, await post('/events', anEvent(), merge), 415, 'unsupported_media_type', 'Content-Type:');
  expectProblem(t, await put('/events/new', anEvent(), merge), 415, 'unsupported_media_type', 'Content-Type:');
  expectProblem(
    t,
    await post('/parties/arcadia/citations', { source: 'report' }, merge),
    415,
    'unsupported_media_type',
  );
  t.notOk('summary' in (await get('/parties/arcadia')).body);
});

t.test('a text is plain text in UTF-8', async (t) => {
  for (const type of [
    'application/json',
    'text/html',
    'text/plain; charset=iso-8859-1',
    'text/plain;charset=utf-16',
    '',
  ])
    expectProblem(
      t,
      await register.putText('report', 'A text.', { 'content-type': type }),
      ...([415, 'unsupported_media_type', 'Content-Type:'] as const),
    );
  for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'Text/Plain; Charset="utf-8"'])
    t.equal(
      (await register.putText('report', `A text as ${type}.`, { 'content-type': type })).status < 300,
      true,
      type,
    );
});

t.test('JSON is in UTF-8, whatever else its type says', async (t) => {
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"', 'application/json'])
    t.equal((await post('/events', anEvent(), { 'content-type': type })).status, 201, type);
  for (const charset of ['iso-8859-1', 'latin1', 'utf-16', 'ascii', ''])
    expectProblem(
      t,
      await post('/events', anEvent(), { 'content-type': `application/json; charset=${charset}` }),
      ...([415, 'unsupported_media_type', 'Content-Type:'] as const),
    );
});

t.test('bytes that aren’t UTF-8 are refused, in JSON and in texts', async (t) => {
  const wrong = [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]];
  for (const bytes of wrong) {
    const [before, after] = [Buffer.from('{"kind": "filing", "title": "'), Buffer.from('"}')];
    const body = Buffer.concat([before, Buffer.from(bytes), after]);
    expectProblem(t, await sendBytes('POST', '/sources', body), 400, 'malformed_request');
    const text = Buffer.concat([Buffer.from('A text'), Buffer.from(bytes), Buffer.from('.')]);
    const plain = { 'content-type': 'text/plain; charset=utf-8', ...any };
    expectProblem(t, await sendBytes('PUT', '/sources/report/text', text, plain), 400, 'malformed_request');
  }
  const utf16 = Buffer.from('\ufeff{"kind": "filing"}', 'utf16le');
  expectProblem(t, await sendBytes('POST', '/sources', utf16), 400, 'malformed_request');
});

t.test('a byte-order mark before JSON is passed over', async (t) => {
  t.equal((await post('/events', `\uFEFF${JSON.stringify(anEvent())}`)).status, 201);
  t.equal((await patch('/parties/arcadia', '\uFEFF {}', any)).status, 200);
  expectProblem(t, await post('/events', '\uFEFF'), 400, 'malformed_request');
  expectProblem(t, await post('/events', '\uFEFF\uFEFF{}'), 400, 'malformed_request');
  await register.putText('report', '\uFEFFA \uFEFFtext.');
  t.equal(
    (await get('/sources/report/text', writerKey)).text,
    'A \uFEFFtext.',
    'inside a text it is a character like any other',
  );
});

t.test('JSON of up to 1 MiB is taken, and not a byte more', async (t) => {
  const padded = (size: number) => JSON.stringify({ kind: 'filing', title: 'Padded' }).padEnd(size);
  t.equal((await post('/sources', padded(1 << 20))).status, 201);
  expectProblem(t, await post('/sources', padded((1 << 20) + 1)), 413, 'too_large');
  expectProblem(t, await put('/sources/large', padded((1 << 20) + 1)), 413, 'too_large');
  expectProblem(t, await patch('/sources/report', padded((1 << 20) + 1), any), 413, 'too_large');
  const inPieces = Readable.from(Array.from({ length: 17 }, () => Buffer.alloc(1 << 16, ' ')));
  expectProblem(t, await sendBytes('POST', '/sources', inPieces), 413, 'too_large');
});

t.test('a text of up to 8 MiB is taken, and not a byte more', async (t) => {
  const largest = 'é'.repeat(4 << 20);
  const { status, body } = await register.putText('report', largest);
  t.same([status < 300, body.text_length], [true, 4 << 20]);
  expectProblem(t, await register.putText('report', `${largest}.`), 413, 'too_large');
  await register.delete('/sources/report/text', any);
});

t.test('a text that is empty or has control characters is refused, with the place', async (t) => {
  expectProblem(t, await register.putText('report', 'A 🤝\0'), 422, 'validation', '(body) not_a_text');
  const [error] = expectProblem(
    t,
    await register.putText('report', 'A 🤝\u0007 bell'),
    422,
    'validation',
    '(body) not_a_text',
  );
  t.match(error.detail, /U\+0007.*\b3\b/);
  const empty = await register.putText('report', '');
  t.ok([400, 422].includes(empty.status), 'an empty one too');
  t.ok((await register.putText('report', 'Tab\tline\nfeed\r\nand return')).status < 300);
  await register.delete('/sources/report/text', any);
});

t.test('a deletion may say what type the body has that it does not bring', async (t) => {
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'x/y', 'nonsense', '']) {
    await put('/sources/short-lived', { kind: 'filing' });
    await register.putText('short-lived', 'A text.');
    const key = await post('/keys', { name: 'short-lived', scopes: ['read'] });
    for (const url of ['/sources/short-lived/text', '/sources/short-lived', `/keys/${key.body.id}`]) {
      const headers = { ...writerKey, 'content-type': type, 'if-match': '*' };
      t.equal((await send({ method: 'DELETE', url, headers })).status, 204, `${type} at ${url}`);
    }
  }
});

t.test('a body that an operation has no use for is ignored, or refused as the contract says', async (t) => {
  for (const type of ['application/json', 'text/plain', 'x/y', ''])
    for (const payload of ['{', '{}', 'x'.repeat(2 << 20)])
      for (const url of ['/parties/gazette', '/sources/report/text', '/parties/nobody']) {
        const headers = { ...writerKey, 'content-type': type, 'if-match': '"99"' };
        const { status } = await send({ method: 'DELETE', url, headers, payload });
        t.ok(status >= 400 && status < 500, `${status} for ${type} at ${url}`);
      }
  t.equal((await get('/parties/gazette')).status, 200);
});
