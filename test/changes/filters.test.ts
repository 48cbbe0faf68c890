/** What the feed is filtered by: held against a look at the whole log. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { patch } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { runs } from '../support/place.js';
import { type Json, openRegister, populate } from '../support/register.js';
import { keepWriting } from './writers.js';

const register = await openRegister(t);
const { engine, get } = register;
interface Logged {
  sequence: number;
  /** What can be asked for, each with all its values. */
  values: Record<string, readonly string[]>;
}

const HEAD = ['record', 'id', 'revision', 'created_at', 'updated_at'];

/** Every entry of the log, looked at alone with the revision before. */
async function wholeLog(): Promise<Logged[]> {
  const said = new Map<string, Json>();
  const rows = await engine.reader.selectFrom('change').selectAll().orderBy('sequence').execute();
  return rows.map(({ sequence, record, id, operation, actor, document }) => {
    const key = `${record}/${id}`;
    const [before, after] = [said.get(key), document === null ? undefined : JSON.parse(document)];
    said.set(key, after);
    const members = [...new Set([before, after].flatMap((one) => Object.keys(one ?? {})))];
    const involved = [before, after].flatMap((one) => one?.parties ?? []).map(({ party }: Json) => party);
    return {
      sequence,
      values: {
        record: [record],
        id: [id],
        operation: [operation],
        actor: [actor],
        party: record === 'party' ? [id] : involved,
        changed: members.filter((name) => !HEAD.includes(name) && !isDeepStrictEqual(before?.[name], after?.[name])),
      },
    };
  });
}

let log: Logged[] = [];
t.before(async () => {
  await populate(register);
  await register.post('/sources', { id: 'article', kind: 'news_article' });
  for (const seed of [1, 2, 3]) await keepWriting(register, 60, seed);
  const parties = RESOURCES.find(({ record }) => record === 'party')!;
  for (const actor of ['somebody, else', 'admin'])
    await engine.write((db) =>
      write(db, { definitions: RESOURCES, engine, author: { actor }, now: new Date() }, [
        patch(parties, 'coinworks', { members: { summary: actor }, computed: new Map() }, { match: 'any' }),
      ]),
    );
  log = await wholeLog();
});

const some = (name: string) =>
  fc.uniqueArray(fc.constantFrom(...new Set(log.flatMap(({ values }) => values[name] ?? []))), {
    minLength: 1,
    maxLength: 4,
  });
t.test('any filters together find what a look at the whole log finds, in pages of any size', async () => {
  const questions = fc.record(
    Object.fromEntries(['record', 'id', 'operation', 'actor', 'party', 'changed'].map((name) => [name, some(name)])),
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(questions, fc.nat(log.length), fc.integer({ min: 1, max: 60 }), async (asked, after, limit) => {
      const wanted = log.filter(
        ({ sequence, values }) =>
          sequence > after &&
          Object.entries(asked).every(([name, anyOf]) => anyOf?.some((one) => values[name]?.includes(one))),
      );
      const query = new URLSearchParams({ after: String(after), limit: String(limit) });
      for (const [name, values = []] of Object.entries(asked)) for (const one of values) query.append(name, one);
      const found: number[] = [];
      for (let cursor: string | undefined; ; ) {
        if (cursor !== undefined) query.set('cursor', cursor);
        const { body } = await get(`/changes?${query}`);
        found.push(...body.data.map(({ sequence }: Json) => sequence));
        cursor = body.page.next;
        if (cursor === undefined) break;
      }
      return isDeepStrictEqual(
        found,
        wanted.map(({ sequence }) => sequence),
      );
    }),
    { numRuns: runs(300) },
  );
});

t.test('several values mean any of them, separated by commas or repeated', async (t) => {
  const found = async (query: string) => (await get(`/changes?limit=200&${query}`)).text;
  t.equal(await found('operation=delete,restore'), await found('operation=delete&operation=restore'));
});

t.test('the name of an actor may hold a comma', async (t) => {
  const { body } = await get(`/changes?actor=${encodeURIComponent('somebody, else')}&actor=nobody`);
  t.strictSame(
    body.data.map(({ actor, changed }: Json) => [actor, changed]),
    [['somebody, else', ['summary']]],
  );
});

t.test('the log has no gaps, and its instants never go back', async (t) => {
  t.strictSame(
    log.map(({ sequence }) => sequence),
    log.map((_, at) => at + 1),
  );
  const instants = (await engine.reader.selectFrom('change').select('at').orderBy('sequence').execute()).map(
    ({ at }) => at,
  );
  t.strictSame(instants, instants.toSorted());
});
