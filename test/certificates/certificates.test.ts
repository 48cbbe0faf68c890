/** Certificates of answers: what they say, and that nothing in them or in the answer can be changed. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { rotateKey } from '../../src/register/certificates/keys.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, type Json, openRegister, populate, readerKey, type TestRegister } from '../support/register.js';

async function populated(t: Test, options: Parameters<typeof openRegister>[1] = {}): Promise<TestRegister> {
  const register = await openRegister(t, options);
  await populate(register);
  return register;
}

const certified = async ({ get }: TestRegister, url: string, headers = {}): Promise<Json> =>
  (await get(`${url}${url.includes('?') ? '&' : '?'}certificate=true`, headers)).body;

const verify = ({ post }: TestRegister, answer: unknown) =>
  post('/certificates/verify', answer, { authorization: 'Bearer a-key-that-only-reads' });

t.test('a certificate says what was asked, of which state of the log, and when', async (t) => {
  const now = () => new Date('2026-02-01T10:00:00.000Z');
  const register = await populated(t, { now });
  const answer = await certified(register, '/parties?sort=name&kind=state&limit=25&total=false');
  const { certificate, ...rest } = answer;
  t.same(rest, (await register.get('/parties?kind=state&sort=name')).body, 'and changes nothing else');
  const [last] = await register.engine.reader
    .selectFrom('change')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .execute();
  const { keys } = (await register.get('/.well-known/entente-keys')).body;
  t.match(certificate, {
    question: 'GET /parties?kind=state&sort=name',
    sequence: last!.sequence,
    log_hash: last!.hash,
    issued_at: '2026-02-01T10:00:00.000Z',
    key_id: keys[0].kid,
  });
  t.notOk('restricted' in certificate);
});

t.test('the same question has one canonical form, however it is asked', async (t) => {
  const register = await populated(t);
  const forms = [
    '/events?party=arcadia,borduria&kind=meeting&from=2025-01-01&date_match=certain',
    '/events?kind=meeting&limit=25&from=2025-01-01&party=arcadia&party=borduria',
    '/events?from=2025-01-01&party[]=arcadia&party[]=borduria&kind=meeting&total=false',
  ];
  for (const form of forms)
    t.equal(
      (await certified(register, form)).certificate.question,
      'GET /events?from=2025-01-01&kind=meeting&party=arcadia,borduria',
    );
});

t.test('whatever reads in one answer can have a certificate', async (t) => {
  const register = await populated(t);
  for (const url of [
    '/parties/arcadia',
    '/parties/arcadia?expand=parties,context',
    '/parties/arcadia?recorded_at=2099-01-01T00:00:00Z',
    '/sources',
    '/search?q=nothing',
    '/suggest?q=arc',
    '/parties/arcadia/neighbours',
  ]) {
    const { status, headers, body } = await register.get(`${url}${url.includes('?') ? '&' : '?'}certificate=true`, {
      'if-none-match': '*',
    });
    t.match({ status, etag: headers.etag }, { status: 200, etag: undefined }, url);
    t.match((await verify(register, body)).body, { holds: true, replay: 'same' }, url);
  }
});

t.test('what is refused has no certificate, and what has none is as it was', async (t) => {
  const register = await populated(t);
  expectProblem(t, await register.get('/parties/nobody?certificate=true'), 404, 'not_found');
  const { headers, body } = await register.get('/parties/arcadia?certificate=false');
  t.equal(headers.etag, '"1"');
  t.notOk('certificate' in body);
  expectProblem(t, await register.get('/parties?certificate=1'), 400, 'invalid_parameter');
  expectProblem(t, await register.get('/parties.csv?certificate=true'), 400, 'invalid_parameter');
});

t.test('HEAD says how long the answer with its certificate is', async (t) => {
  const register = await populated(t);
  const now = await register.send({ method: 'HEAD', url: '/parties?certificate=true' });
  const { text } = await register.get('/parties?certificate=true');
  t.match(now, { status: 200, text: '', headers: { 'content-length': String(Buffer.byteLength(text)) } });
});

t.test('a number that no double holds is not taken for another value', async (t) => {
  const register = await populated(t);
  const answer = await certified(register, '/parties?limit=1');
  const changed = JSON.stringify(answer).replace('"limit":1', '"limit":1e999');
  expectProblem(t, await verify(register, changed), 422, 'validation');
});

t.test('a record that was read with its certificate can be sent back', async (t) => {
  const register = await populated(t);
  const answer = await certified(register, '/parties/arcadia');
  const { status } = await register.put('/parties/arcadia', { ...answer, summary: 'New.' }, { 'if-match': '*' });
  t.equal(status, 200);
});

t.test('a change of any one byte of question, answer, hash or signature is refused', async (t) => {
  const register = await populated(t);
  await register.post('/events', anEvent({ title: 'Réunion of “both” 🤝' }));
  const answers = await Promise.all(
    ['/events?limit=3', '/parties/coinworks', '/search?q=unicorn'].map((url) => certified(register, url)),
  );
  const texts = answers.map((answer) => JSON.stringify(answer));
  for (const text of texts) t.ok((await verify(register, text)).body.holds);
  const property = fc.asyncProperty(
    fc.constantFrom(...texts),
    fc.nat(),
    fc.integer({ min: 0x20, max: 0x7e }),
    async (text, at, byte) => {
      const bytes = Buffer.from(text);
      const place = at % bytes.length;
      fc.pre(bytes[place] !== byte);
      bytes[place] = byte;
      const changed = bytes.toString();
      // Of two texts that say the same value, such as with a space where another one was, neither is a change of it.
      const { status, body } = await register.send({
        method: 'POST',
        url: '/certificates/verify',
        headers: { ...readerKey, 'content-type': 'application/json' },
        payload: bytes,
      });
      return status === 200 ? body.holds === false || isSame(changed, text) : status === 400 || status === 422;
    },
  );
  await fc.assert(property, { numRuns: runs(1500) });
  for (const member of ['signature', 'answer_sha256', 'log_hash', 'key_id', 'question']) {
    const { certificate } = answers[0];
    for (let at = 0; at < certificate[member].length; at++) {
      const value = certificate[member];
      const other = value[at] === 'A' ? 'B' : value[at] === 'a' ? 'b' : /[A-Z]/.test(value[at]) ? 'A' : 'a';
      const changed = { ...certificate, [member]: value.slice(0, at) + other + value.slice(at + 1) };
      const { status, body } = await verify(register, { ...answers[0], certificate: changed });
      if (status === 200 ? body.holds : status !== 422) t.fail(`${member} at ${at}: ${status} ${JSON.stringify(body)}`);
    }
  }
});

const isSame = (one: string, other: string): boolean =>
  JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));

t.test('the signature has one spelling, although several stand for the same bytes', async (t) => {
  const register = await populated(t);
  const answer = await certified(register, '/parties');
  const { signature } = answer.certificate;
  const bytes = Buffer.from(signature, 'base64url');
  const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    .map((last) => signature.slice(0, -1) + last)
    .filter((one) => one !== signature && Buffer.from(one, 'base64url').equals(bytes));
  t.ok(others.length > 0);
  for (const other of others)
    t.match((await verify(register, { ...answer, certificate: { ...answer.certificate, signature: other } })).body, {
      holds: false,
      signature: 'invalid',
    });
});

t.test('each kind of damage has a result of its own', async (t) => {
  const register = await populated(t);
  const other = await populated(t);
  const answer = await certified(register, '/parties?limit=2');
  const { certificate } = answer;
  const damaged = (members: object) => ({ ...answer, certificate: { ...certificate, ...members } });
  const results: [unknown, object][] = [
    [answer, { holds: true, signature: 'valid', answer: 'matches', log: 'matches', replay: 'same' }],
    [
      { ...answer, data: [] },
      { holds: false, signature: 'valid', answer: 'differs', replay: 'not_replayed' },
    ],
    [damaged({ sequence: certificate.sequence - 1 }), { holds: false, signature: 'invalid', log: 'differs' }],
    [damaged({ sequence: 9999 }), { holds: false, log: 'differs', detail: /ends at 5, before entry 9999/ }],
    [damaged({ issued_at: '2020-01-01T00:00:00.000Z' }), { holds: false, signature: 'invalid', answer: 'matches' }],
    [await certified(other, '/parties?limit=2'), { holds: false, signature: 'unknown_key', log: 'differs' }],
  ];
  for (const [sent, expected] of results) t.match((await verify(register, sent)).body, expected);
  for (const body of [{ ...answer, certificate: undefined }, damaged({ signature: 'x' }), [], { certificate: null }])
    expectProblem(t, await verify(register, body), 422, 'validation');
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"certificate":${JSON.stringify(certificate)}}`;
  expectProblem(t, await verify(register, deep), 422, 'validation');
});

t.test('an empty register certifies that there is nothing', async (t) => {
  const register = await openRegister(t);
  const answer = await certified(register, '/events');
  t.match(answer.certificate, { sequence: 0, log_hash: '' });
  await populate(register);
  t.match((await verify(register, answer)).body, { holds: true, log: 'matches', replay: 'same' });
});

t.test('keys are rotated, and what earlier ones signed stays valid', async (t) => {
  const register = await populated(t);
  const before = await certified(register, '/parties');
  const { id } = await rotateKey(register.engine, new Date());
  const after = await certified(register, '/parties');
  t.equal(after.certificate.key_id, id);
  t.not(before.certificate.key_id, id);
  for (const answer of [before, after]) t.match((await verify(register, answer)).body, { holds: true });
  const { keys } = (await register.get('/.well-known/entente-keys')).body;
  t.same(
    keys.map(({ kid, retired_at }: Json) => [kid, retired_at !== undefined]),
    [
      [id, false],
      [before.certificate.key_id, true],
    ],
  );
  const stored = await register.engine.reader.selectFrom('certificate_key').selectAll().execute();
  t.equal(stored.filter(({ private_half }) => private_half !== null).length, 1, 'retired keys can sign no more');
});

t.test('where reading needs a key the public keys need none, and checking does', async (t) => {
  const register = await populated(t, { reading: 'key' });
  t.equal((await register.get('/.well-known/entente-keys')).status, 200);
  const answer = await certified(register, '/parties', readerKey);
  t.match((await verify(register, answer)).body, { holds: true, replay: 'same' });
  const unknown = await register.send({
    method: 'POST',
    url: '/certificates/verify',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(answer),
  });
  expectProblem(t, unknown, 401, 'unauthorized');
});
