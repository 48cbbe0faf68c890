/** Certified questions that are asked again, of the register as it was then. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { redact } from '../../src/maintenance/redact.js';
import { RESOURCES } from '../../src/resources/index.js';
import { certifiable } from '../engine/questions.js';
import { eventful } from '../maintenance/registers.js';
import { copy, ROUTES } from '../moving/moving.js';
import { runs } from '../support/place.js';
import { type Collection, sampled } from '../support/random-register.js';
import {
  anEvent,
  aPartnership,
  type Json,
  openRegister,
  populate,
  readerKey,
  type TestRegister,
} from '../support/register.js';

const any = { 'if-match': '*' };
const SEED = Number(process.env.SEED || Math.floor(Math.random() * 2 ** 31));

const certified = async ({ get }: TestRegister, url: string, headers = {}): Promise<Json> =>
  (await get(`${url}${url.includes('?') ? '&' : '?'}certificate=true`, headers)).body;
const verify = async ({ post }: TestRegister, answer: unknown): Promise<Json> =>
  (await post('/certificates/verify', answer, readerKey)).body;

async function populated(t: Test, options: Parameters<typeof openRegister>[1] = {}): Promise<TestRegister> {
  const register = await openRegister(t, options);
  await populate(register);
  await register.patch('/parties/coinworks', { summary: 'It sells unicorns.' }, any);
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  await register.post('/events', anEvent({ id: 'summit' }));
  return register;
}

async function changeMuch({ patch, post, ...register }: TestRegister): Promise<void> {
  await patch('/parties/coinworks', { summary: 'It sells nothing.', aliases: [{ name: 'Coins' }] }, any);
  await post('/events', anEvent({ title: 'Unicorns at last' }));
  await post('/partnerships/both/milestones', { stage: 'signed', citations: [{ source: 'report' }] });
  await register.delete('/events/summit', any);
}

t.test('any answer is given again after further changes, to the byte of its canonical form', async (t) => {
  const register = await eventful(t, 11);
  t.comment(`SEED=${SEED}`);
  const answers: Json[] = [];
  for (const url of fc.sample(certifiable, { seed: SEED, numRuns: runs(60) })) {
    const { status, body } = await register.get(`${url}${url.includes('?') ? '&' : '?'}certificate=true`, readerKey);
    if (status === 200) answers.push(body);
  }
  t.ok(answers.length > runs(60) / 2);
  const replaced = Object.entries(sampled(12)) as [Collection, { id: string }[]][];
  for (const [collection, records] of replaced)
    for (const record of records) await register.put(`/${collection}/${record.id}`, record, any);
  for (const answer of answers) {
    const verdict = await verify(register, answer);
    if (verdict.replay !== 'same') t.match(verdict, { holds: true, replay: 'same' }, answer.certificate.question);
  }
});

t.test('an empty answer is proof that a search found nothing on that day', async (t) => {
  const register = await populated(t);
  const answer = await certified(register, '/search?q=bonanza');
  t.same(answer.data, []);
  await register.post('/events', anEvent({ title: 'Bonanza' }));
  t.equal((await register.get('/search?q=bonanza')).body.data.length, 1);
  t.match(await verify(register, answer), { holds: true, replay: 'same' });
});

t.test('a record as it stood by a clock is answered again', async (t) => {
  const register = await populated(t);
  const clocks = ['true_on=2025-08-02', 'published_until=2025-08-03', 'true_on=2025-08-02&published_until=2025-08-03'];
  const urls = [...clocks.map((clock) => `/partnerships/both?${clock}`), '/events/summit?published_until=2025-08-03'];
  const answers = [];
  for (const url of urls) answers.push(await certified(register, url));
  await changeMuch(register);
  for (const answer of answers) t.match(await verify(register, answer), { holds: true, replay: 'same' });
});

t.test('links in an answer lead where they led then, whatever the service is called now', async (t) => {
  const publicUrl = 'https://register.example.org/entente';
  const register = await populated(t, { publicUrl });
  const url = '/events?kind=meeting&facets=kind,year&party=arcadia,borduria&histogram=date:year';
  const answer = await certified(register, url);
  t.equal(answer.certificate.register, publicUrl);
  const href = JSON.stringify(answer.meta.facets);
  t.notMatch(href, /certificate/);
  await changeMuch(register);
  t.match(await verify(register, answer), { holds: true, replay: 'same' });
});

t.test('what a key lets see of restricted texts is part of the question', async (t) => {
  const register = await populated(t);
  await register.putText('report', 'The unicorns were counted at dawn.');
  const [without, withKey] = [
    await certified(register, '/search?q=unicorns'),
    await certified(register, '/search?q=unicorns', readerKey),
  ];
  t.not(without.certificate.answer_sha256, withKey.certificate.answer_sha256);
  t.equal(withKey.certificate.restricted, true);
  await register.putText('report', 'Nothing was counted.');
  for (const answer of [without, withKey]) t.match(await verify(register, answer), { holds: true, replay: 'same' });
});

t.test('a redaction of what was answered is told, with who took it out and why', async (t) => {
  const register = await populated(t);
  const record = await certified(register, '/parties/coinworks');
  const search = await certified(register, '/search?q=unicorns');
  const elsewhere = await certified(register, '/sources');
  t.equal(search.data.length, 1);
  await register.patch('/parties/coinworks', { summary: 'It sells nothing.' }, any);
  const definition = RESOURCES.find((one) => one.record === 'party')!;
  await redact(
    register.engine,
    RESOURCES,
    { actor: 'registrar', reason: 'an order' },
    {
      definition,
      id: 'coinworks',
      isOfText: false,
    },
  );
  const later = await certified(register, '/parties/coinworks');
  for (const answer of [record, search])
    t.match(await verify(register, answer), {
      holds: true,
      replay: 'redacted',
      redactions: [{ record: 'party', id: 'coinworks', revision: 4, actor: 'registrar', reason: 'an order' }],
      detail: /taken out .*party "coinworks".* without what was taken out, gives another answer/,
    });
  t.match(await verify(register, elsewhere), { holds: true, replay: 'redacted', detail: /gives the same answer/ });
  t.match(await verify(register, later), { holds: true, replay: 'same' });
  t.notOk('redactions' in (await verify(register, later)));
});

t.test('a text that was taken out is told, too', async (t) => {
  const register = await populated(t);
  await register.putText('report', 'The unicorns were counted at dawn.');
  const answer = await certified(register, '/search?q=dawn');
  t.equal(answer.data.length, 1);
  const definition = RESOURCES.find((one) => one.record === 'source')!;
  await redact(
    register.engine,
    RESOURCES,
    { actor: 'registrar', reason: 'an order' },
    {
      definition,
      id: 'report',
      isOfText: true,
    },
  );
  t.match(await verify(register, answer), {
    replay: 'redacted',
    redactions: [{ record: 'source', id: 'report' }],
    detail: /gives another answer/,
  });
});

t.test('many who ask at once are answered one after the other', async (t) => {
  const register = await populated(t);
  const urls = ['/parties', '/sources', '/events', '/partnerships', '/parties/arcadia', '/search?q=arcadia'];
  const answers = await Promise.all(urls.map((url) => certified(register, url)));
  await changeMuch(register);
  for (const verdict of await Promise.all(answers.map((answer) => verify(register, answer))))
    t.match(verdict, { holds: true, replay: 'same' });
});

for (const [name, from, to] of ROUTES)
  t.test(`a certificate holds at a copy, which signs with a key of its own: ${name}`, async (t) => {
    const register = await populated(t, { where: from });
    const answers = await Promise.all(
      ['/partnerships?facets=stage', '/search?q=unicorns', '/events/summit'].map((url) => certified(register, url)),
    );
    await changeMuch(register);
    const place = await to.empty();
    const { code, stderr } = await copy(t, register, place);
    t.equal(code, 0, stderr);
    const copied = await openRegister(t, { at: place });
    for (const answer of answers) t.match(await verify(copied, answer), { holds: true, replay: 'same' });
    const keys = await copied.engine.reader.selectFrom('certificate_key').select('private_half').execute();
    t.same(keys, [{ private_half: null }]);
    t.not((await certified(copied, '/parties')).certificate.key_id, answers[0].certificate.key_id);
  });
