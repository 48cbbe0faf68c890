/** What a record is found by is said in one place: whatever writes, repairs or checks the tables asks the same derivation. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Engine } from '../../src/db/engine.js';
import { openEngine } from '../../src/db/open.js';
import { rebuild } from '../../src/maintenance/rebuild.js';
import { indexAll } from '../../src/maintenance/reindex.js';
import { verify } from '../../src/maintenance/verify.js';
import type { Definition } from '../../src/register/definition.js';
import { create, patch } from '../../src/register/write/edits.js';
import { openWriteSession, write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { emptyFolder } from '../support/process.js';
import type { Json } from '../support/register.js';

const AUTHOR = { actor: 'tester' };

/** The resources, one of which is given more. */
const withMore = (record: string, more: (definition: Definition) => Partial<Definition>): Definition[] =>
  RESOURCES.map((definition) => (definition.record === record ? { ...definition, ...more(definition) } : definition));

async function openEmpty(t: Test): Promise<Engine> {
  const engine = await openEngine(`sqlite:${join(emptyFolder(t), 'register.db')}`, { durable: false });
  t.teardown(() => engine.close());
  await engine.migrate();
  return engine;
}

const definitionOf = (definitions: readonly Definition[], record: string) =>
  definitions.find((one) => one.record === record)!;
const creation = (definitions: readonly Definition[], record: string, members: Json) =>
  create(definitionOf(definitions, record), { members, computed: new Map() });
const change = (definitions: readonly Definition[], record: string, id: string, members: Json) =>
  patch(definitionOf(definitions, record), id, { members, computed: new Map() }, { match: 'any' });

const save = (engine: Engine, definitions: readonly Definition[], edits: Parameters<typeof write>[2]) =>
  engine.write((db) => write(db, { engine, definitions, author: AUTHOR, now: new Date() }, edits));

t.test('a row that a resource adds to the index is saved, rebuilt, reindexed and verified', async (t) => {
  const engine = await openEmpty(t);
  const definitions = withMore('party', ({ indexTerms }) => ({
    indexTerms: (document, related) => [
      ...indexTerms(document, related),
      ['letters', String(document.name).slice(0, 1)],
    ],
  }));
  const rows = () =>
    engine.reader.selectFrom('index_entry').select(['value', 'id']).where('filter', '=', 'party.letters').execute();
  const found = async () => (await rows()).map(({ value, id }) => `${value} ${id}`);
  const faults = async (of = definitions) => (await verify(engine, of)).faults;

  await save(engine, definitions, [creation(definitions, 'party', { id: 'zenda', kind: 'company', name: 'Zenda' })]);
  t.same(await found(), ['Z zenda']);
  await save(engine, definitions, [change(definitions, 'party', 'zenda', { name: 'Arcadia' })]);
  t.same(await found(), ['A zenda'], 'and saved anew with every change');
  t.same(await faults(), []);

  await engine.write((db) => db.deleteFrom('index_entry').where('filter', '=', 'party.letters').execute());
  t.match(await faults(), [/zenda" is not indexed by letters=A/]);
  await rebuild(engine, definitions);
  t.same(await found(), ['A zenda']);
  t.match(await faults(RESOURCES), [/zenda" is indexed by letters=A, and should not be/]);

  await engine.write(async (db) => {
    await db.deleteFrom('index_entry').execute();
    await db.updateTable('record').set({ docid: null }).execute();
    await engine.tokens.clear(db);
  });
  t.equal(await indexAll(engine, definitions), 1);
  t.same(await found(), ['A zenda']);
  t.same(await faults(), []);
});

t.test(
  'a record is recomputed when another begins or ceases to bear on it, and so on until nothing changes',
  async (t) => {
    const engine = await openEmpty(t);
    // A party says who belongs to it, and a source whose publisher changes says so.
    const definitions = withMore('party', ({ complete }) => ({
      bearsOn: {
        record: 'party',
        filter: 'part_of',
        ids: ({ part_of }) => (part_of === undefined ? [] : [String(part_of)]),
      },
      dependencyKey: ({ summary }) => summary,
      complete: (draft) => ({ ...complete(draft), summary: `${draft.bearing.length} belong to it` }),
    })).map((definition) =>
      definition.record === 'source'
        ? {
            ...definition,
            complete: (draft: Parameters<typeof definition.complete>[0]) => ({
              ...definition.complete(draft),
              dateline: String(draft.related.get('party', String((draft.members as Json).publisher))?.summary),
            }),
          }
        : definition,
    ) as Definition[];
    const documentOf = async (record: string, id: string): Promise<Json> => {
      const rows = await engine.reader
        .selectFrom('change')
        .select(['document', 'operation'])
        .where('record', '=', record as never)
        .where('id', '=', id)
        .orderBy('revision', 'desc')
        .execute();
      return { ...JSON.parse(rows[0]!.document!), operation: rows[0]!.operation };
    };
    await save(engine, definitions, [
      creation(definitions, 'party', { id: 'whole', kind: 'company', name: 'Whole' }),
      creation(definitions, 'source', { id: 'report', kind: 'press_release', publisher: 'whole' }),
    ]);
    t.match(await documentOf('party', 'whole'), { revision: 1, summary: '0 belong to it' });

    await save(engine, definitions, [
      creation(definitions, 'party', { id: 'part', kind: 'company', name: 'Part', part_of: 'whole' }),
    ]);
    t.match(await documentOf('party', 'whole'), { revision: 2, operation: 'recomputed', summary: '1 belong to it' });
    t.match(await documentOf('source', 'report'), { revision: 2, operation: 'recomputed', dateline: '1 belong to it' });

    await save(engine, definitions, [change(definitions, 'party', 'part', { part_of: null })]);
    t.match(await documentOf('source', 'report'), { revision: 3, operation: 'recomputed', dateline: '0 belong to it' });
    t.same((await verify(engine, definitions)).faults, []);
  },
);

t.test('a session writes in steps that refer to what comes later, all or none', async (t) => {
  const engine = await openEmpty(t);
  const writing = { engine, definitions: RESOURCES, author: AUTHOR, now: new Date() };
  const source = { id: 'report', kind: 'press_release', published: { edtf: '2025-03-04' }, publisher: 'arcadia' };
  const event = { id: 'talks', kind: 'meeting', title: 'Talks', citations: [{ source: 'report' }] };
  const arcadia = { id: 'arcadia', kind: 'company', name: 'Arcadia' };
  const inSession = (...steps: [string, Json][]) =>
    engine.write(async (db) => {
      const session = openWriteSession(db, writing);
      for (const [record, members] of steps) await session.write([creation(RESOURCES, record, members)]);
      await session.finish();
    });
  const count = async () => (await engine.reader.selectFrom('change').select('sequence').execute()).length;

  await t.rejects(inSession(['event', event], ['source', source]), { message: /there is no such record/ });
  t.equal(await count(), 0, 'nothing of it is there');

  await inSession(['event', event], ['source', source], ['party', arcadia]);
  const { document } = await engine.reader
    .selectFrom('record as r')
    .innerJoin('change as c', 'c.sequence', 'r.sequence')
    .select('c.document')
    .where('r.id', '=', 'talks')
    .executeTakeFirstOrThrow();
  t.match(
    JSON.parse(document!),
    { revision: 2, date: { edtf: '[..2025-03-04]' } },
    'dated by a source that came later',
  );
  t.same((await verify(engine, RESOURCES)).faults, []);
});

t.test('while many dependents are recomputed, reads are answered, and see nothing of it before the end', async (t) => {
  const engine = await openEmpty(t);
  const DEPENDENTS = 450;
  await save(engine, RESOURCES, [
    creation(RESOURCES, 'source', { id: 'report', kind: 'press_release', published: { edtf: '2025-03-04' } }),
    ...Array.from({ length: DEPENDENTS }, (_, index) =>
      creation(RESOURCES, 'event', {
        id: `talks-${index}`,
        kind: 'meeting',
        title: 'Talks',
        citations: [{ source: 'report' }],
      }),
    ),
  ]);
  const recomputed = async () => {
    const rows = await engine.reader
      .selectFrom('change')
      .select('sequence')
      .where('operation', '=', 'recomputed')
      .execute();
    return rows.length;
  };
  let isDone = false;
  const seen: number[] = [];
  const published = { published: { edtf: '2025-05-06' } };
  const done = save(engine, RESOURCES, [change(RESOURCES, 'source', 'report', published)]).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!isDone) seen.push(await recomputed());
  }
  await done;
  t.ok(seen.length >= 4, `${seen.length} reads`);
  t.same(new Set(seen), new Set([0]));
  t.equal(await recomputed(), DEPENDENTS);
  t.same((await verify(engine, RESOURCES)).faults, []);
});
