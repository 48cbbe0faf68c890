/** A register that is copied says the same as the one that it was copied from, and goes on as that would have. */
import t from 'tap';
import { openEngine } from '../../src/db/open.js';
import { redact } from '../../src/maintenance/redact.js';
import { RESOURCES } from '../../src/resources/index.js';
import { TABLES } from '../../src/transfer/copy.js';
import { expectSameAnswers, feedOf } from '../engine/questions.js';
import { eventful } from '../maintenance/registers.js';
import { openRegister } from '../support/register.js';
import { copy, emptyPlace, ROUTES, verified } from './moving.js';

const AUTHOR = { actor: 'court', reason: 'an order' };

for (const [name, from, to] of ROUTES)
  t.test(`from ${name} a copy says the same, to the byte`, async (t) => {
    const source = await eventful(t, 5, from);
    const [parties, sources] = ['party', 'source'].map((record) => RESOURCES.find((one) => one.record === record)!);
    await redact(source.engine, RESOURCES, AUTHOR, { definition: parties!, id: 'b', isOfText: false });
    await redact(source.engine, RESOURCES, AUTHOR, { definition: sources!, id: 'source-0', isOfText: true });
    const made = await source.post('/keys', { name: 'desk', scopes: ['write'] });
    const gone = await source.post('/keys', { name: 'left', scopes: ['read'] });
    await source.delete(`/keys/${gone.body.id}`);
    const keyed = { authorization: `Bearer ${made.body.key}`, 'idempotency-key': 'once' };
    const company = { kind: 'company', name: 'Réunion 🤝 Works' };
    const first = await source.post('/parties', company, keyed);
    t.equal(first.status, 201);

    const place = await emptyPlace(t, to);
    const { code, stdout, stderr } = await copy(t, source, place);
    t.same({ code, stderr }, { code: 0, stderr: '' });
    const log = await verified(t, source);
    t.equal(await verified(t, place), log);
    t.match(
      stdout,
      /^copied \d+ entries of the log, 3 texts, 2 keys, 1 kept answers, 0 keys of certificates\nindexed \d+ records; /,
    );
    t.match(stdout, /the last entry is (\d+, hash [0-9a-f]{64})\n$/);
    t.ok(log.endsWith(stdout.slice(stdout.indexOf('the last entry is'))));

    const target = await openRegister(t, { at: place });
    t.same(await feedOf(target), await feedOf(source));
    await expectSameAnswers(t, source, target, { seed: 3, questions: 60 });
    for (const url of ['/keys', '/sources/source-1/text', '/parties/b/revisions', '/sources/source-0/revisions'])
      t.equal((await target.get(url, keyed)).text, (await source.get(url, keyed)).text, url);
    const again = await target.post('/parties', company, keyed);
    t.equal(again.headers['idempotent-replayed'], 'true');
    t.same([again.status, again.text], [first.status, first.text]);
    const refused = await target.get('/parties', { authorization: `Bearer ${gone.body.key}` });
    t.equal(refused.status, 401);
    t.equal((await target.post('/parties', { kind: 'company', name: 'Later' }, keyed)).status, 422, 'the key was used');
    const { 'idempotency-key': _once, ...bearer } = keyed;
    t.equal((await target.post('/parties', { kind: 'company', name: 'Later' }, bearer)).status, 201);
  });

t.test('every table of the schema is copied, made from the log, or belongs to the place', async (t) => {
  const place = await emptyPlace(t);
  const engine = await openEngine(place.url);
  await engine.migrate();
  const tables = (await engine.reader.introspection.getTables()).map(({ name }) => name);
  await engine.close();
  // The inner tables of SQLite's full-text index.
  const own = tables.filter((name) => !/^search_index_(data|idx|content|docsize|config|token)$/.test(name));
  t.same(own.sort(), Object.keys(TABLES).sort());
});

t.test('an empty register is copied', async (t) => {
  const source = await openRegister(t);
  const place = await emptyPlace(t);
  t.match(await copy(t, source, place), { code: 0, stderr: '', stdout: /copied 0 entries.*\n.* the log is empty\n$/ });
  t.match(await verified(t, place), /^0 entries/);
});
