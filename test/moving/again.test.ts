/** A copy that is run again brings what was written since; one that was killed goes on where it broke off. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import { feedOf } from '../engine/questions.js';
import { eventful, tablesIn, wordsIn } from '../maintenance/registers.js';
import { command } from '../support/command.js';
import { type Place, places, type Where } from '../support/place.js';
import { emptyFolder, failed } from '../support/process.js';
import { IDS } from '../support/random-register.js';
import { openRegister, type TestRegister } from '../support/register.js';
import { copy, emptyPlace, ROUTES, verified } from './moving.js';

const any = { 'if-match': '*' };
const of = (values: readonly string[]) => fc.constantFrom(...values);

/** A write, or a redaction by the command; some are refused, as when the record is gone. */
type Step = (t: Parameters<typeof openRegister>[0], register: TestRegister) => Promise<unknown>;

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(of(IDS.parties), of(['FR', 'DE', 'IT'])).map(
    ([id, country]): Step =>
      (_t, { patch }) =>
        patch(`/parties/${id}`, { country }, any),
  ),
  fc.tuple(of(IDS.parties), of(IDS.parties)).map(
    ([id, part_of]): Step =>
      (_t, { patch }) =>
        patch(`/parties/${id}`, { part_of }, any),
  ),
  fc.tuple(of(IDS.parties), of(['Zug', 'Zugspitze', 'Bank of Zug'])).map(
    ([id, name]): Step =>
      (_t, { patch }) =>
        patch(`/parties/${id}`, { name }, any),
  ),
  fc.tuple(of(IDS.events), of(IDS.parties)).map(
    ([id, party]): Step =>
      (_t, { patch }) =>
        patch(`/events/${id}`, { parties: [{ party, role: 'host' }] }, any),
  ),
  of([...IDS.events, ...IDS.partnerships]).map(
    (id): Step =>
      (_t, register) =>
        register.delete(`/${id.startsWith('event') ? 'events' : 'partnerships'}/${id}`, any),
  ),
  of(IDS.events).map(
    (id): Step =>
      (_t, { put }) =>
        put(
          `/events/${id}`,
          { kind: 'launch', title: `Brought back: ${id}`, citations: [{ source: 'source-1' }] },
          any,
        ),
  ),
  fc.tuple(of(IDS.sources), of(['A note on mining.', 'Sealed envelopes were exchanged.', 'Nothing.'])).map(
    ([id, text]): Step =>
      (_t, { putText }) =>
        putText(id, text),
  ),
  of(IDS.sources).map(
    (id): Step =>
      (_t, register) =>
        register.delete(`/sources/${id}/text`, any),
  ),
  of(IDS.parties).map(
    (id): Step =>
      (t, { url }) =>
        redact(t, { url }, 'party', id),
  ),
  of(IDS.sources).map(
    (id): Step =>
      (t, { url }) =>
        redact(t, { url }, 'source', id, '--text'),
  ),
  of(['one', 'two']).map(
    (key): Step =>
      (_t, { post }) =>
        post('/parties', { kind: 'company', name: `Made by ${key}` }, { 'idempotency-key': key }),
  ),
);

const redact = (t: Parameters<typeof openRegister>[0], { url }: Pick<Where, 'url'>, ...args: string[]) =>
  command(t, emptyFolder(t), ['redact', ...args, '--reason', 'an order'], { DATABASE_URL: url });

for (const [name, from, to] of ROUTES)
  t.test(`from ${name} a copy is brought up to date again and again`, async (t) => {
    const source = await eventful(t, 8, from);
    const place = await emptyPlace(t, to);
    t.equal((await copy(t, source, place)).code, 0);
    for (const round of [1, 2, 3, 4, 5, 6]) {
      for (const step of fc.sample(steps, { seed: round, numRuns: 6 })) await step(t, source);
      t.match(await copy(t, source, place), { code: 0, stderr: '' }, `round ${round}`);
      t.equal(await verified(t, place), await verified(t, source));
    }
    const target = await openRegister(t, { at: place });
    t.same(await feedOf(target), await feedOf(source));
  });

t.test('what was taken out since the last copy is taken out of the copy, also of its files', async (t) => {
  const source = await openRegister(t);
  const place = await emptyPlace(t);
  await source.post('/parties', { id: 'p', kind: 'person', name: 'Zyxwvut' }, { 'idempotency-key': 'p' });
  await source.post('/sources', { id: 's', kind: 'other' });
  await source.putText('s', 'Qwertzuiop said so.');
  await source.patch('/parties/p', { name: 'A person' }, any);
  t.equal((await copy(t, source, place)).code, 0);
  t.same(await wordsIn(place, ['Zyxwvut', 'zyxwvut', 'Qwertzuiop', 'qwertzuiop']), [
    'Zyxwvut',
    'Qwertzuiop',
    'qwertzuiop',
  ]);
  // The answer is kept for a day, and no longer at the source.
  await source.engine.write((db) => db.deleteFrom('idempotent_answer').execute());
  await redact(t, source, 'party', 'p');
  await redact(t, source, 'source', 's', '--text');
  t.match(await copy(t, source, place), { code: 0, stderr: '' });
  t.same(await wordsIn(place, ['Zyxwvut', 'zyxwvut', 'Qwertzuiop', 'qwertzuiop']), []);
  await verified(t, place);
});

const COMMAND = fileURLToPath(new URL('../../src/bin/entente.js', import.meta.url));

/** Begins a copy and kills it as soon as the target is so far; returns whether it was killed before its end. */
async function killWhen(source: Where, place: Place, isSoFar: () => Promise<boolean>): Promise<boolean> {
  const { NODE_OPTIONS: _runner, ...env } = process.env;
  const child = spawn(process.execPath, [COMMAND, 'copy', '--from', source.url, '--to', place.url], { env });
  const ended = once(child, 'close');
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  while (!isOver && !(await isSoFar().catch(() => false))) await setTimeout(2);
  child.kill('SIGKILL');
  const [code] = await ended;
  return code !== 0;
}

t.test('a copy that is killed again and again goes on, and ends as one that was not', async (t) => {
  const source = await eventful(t, 9);
  for (let batch = 0; batch < 4; batch += 1) {
    const operations = Array.from({ length: 500 }, (_, index) => ({
      operation: 'create',
      record: 'party',
      document: { id: `many-${batch}-${index}`, kind: 'company', name: `Many of ${batch} ${index}`, country: 'FR' },
    }));
    const { status, text } = await source.post('/batch', { operations });
    t.equal(status, 200, text.slice(0, 300));
  }
  const [whole, place] = [await emptyPlace(t), await emptyPlace(t)];
  t.equal((await copy(t, source, whole)).code, 0);

  const one = async (query: string) => Number(Object.values((await places.run(place, query))[0] ?? {})[0]);
  const stages = [
    () => one('select count(*) from migration').then((count) => count > 0),
    ...[1, 700, 1500].map((count) => () => one('select count(*) from change').then((found) => found >= count)),
    ...[1, 900].map(
      (count) => () => one('select count(*) from record where docid is not null').then((found) => found >= count),
    ),
  ];
  const env = { DATABASE_URL: place.url, PORT: '0' };
  let kills = 0;
  for (const isSoFar of stages) {
    if (!(await killWhen(source, place, isSoFar))) continue;
    kills += 1;
    const isBegun = await one('select count(*) from unfinished_copy').catch(() => 0);
    if (isBegun === 0) continue;
    const line =
      /the register is not all there yet: its copy from \S+ broke off, or goes on; run the same entente copy again/;
    for (const args of [['verify'], ['serve'], ['migrate'], ['keys', 'list']])
      failed(t, args.join(' '), await command(t, emptyFolder(t), args, env), line);
    failed(t, 'copy of it', await copy(t, place, await emptyPlace(t)), line);
  }
  t.ok(kills >= 4, `killed ${kills} times`);
  t.match(await copy(t, source, place), { code: 0, stderr: '' });
  t.same(await tablesIn(place), await tablesIn(whole));
  t.equal(await verified(t, place), await verified(t, source));
});

t.test(
  'what a party is part of changes long after one of its parts did, and a copy that is run again has both',
  async (t) => {
    const source = await openRegister(t);
    const { post, patch } = source;
    const place = await emptyPlace(t);
    const affiliate = [{ relation: 'affiliate_of', party: 'top' }];
    for (const more of [
      { id: 'top' },
      { id: 'whole' },
      { id: 'part', part_of: 'whole' },
      { id: 'smaller', part_of: 'part', related: affiliate },
    ])
      await post('/parties', { kind: 'company', name: more.id, ...more });
    await post('/sources', { id: 'report', kind: 'press_release' });
    for (const party of ['part', 'smaller'])
      await post('/events', {
        kind: 'launch',
        title: `By ${party}`,
        parties: [{ party, role: 'host' }],
        citations: [{ source: 'report' }],
      });
    t.equal((await copy(t, source, place)).code, 0);
    await patch('/parties/part', { name: 'Another name' }, any);
    await patch('/parties/top', { country: 'FR' }, any);
    // So many entries are copied in several transactions.
    for (let number = 0; number < 220; number++) await patch('/sources/report', { title: `Report ${number}` }, any);
    await patch('/parties/whole', { part_of: 'top' }, any);
    t.match(await copy(t, source, place), { code: 0, stderr: '' });
    t.equal(await verified(t, place), await verified(t, source));
    const target = await openRegister(t, { at: place });
    t.equal((await target.get('/events?within=top')).body.data.length, 2);
  },
);
