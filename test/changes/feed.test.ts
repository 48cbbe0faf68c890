/** The change feed in pages: what its entries say, where it begins, and how it goes on. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, type Json, openRegister, populate } from '../support/register.js';
import { keepWriting } from './writers.js';

let now = new Date('2025-11-01T12:00:00.000Z');
const register = await openRegister(t, { now: () => now });
const { get, post, put, patch } = register;
const any = { 'if-match': '*' };

/** What the feed says of an event that went through everything. */
const STORY: [operation: string, changed: string[]][] = [
  ['create', ['kind', 'title', 'date', 'citations', 'corroboration', 'unknowns']],
  ['patch', ['summary']],
  ['append', ['citations']],
  ['patch', ['title']],
  ['replace', ['kind', 'title', 'citations', 'summary']],
  ['recomputed', ['date']],
  ['delete', ['kind', 'title', 'date', 'citations', 'corroboration', 'unknowns']],
  ['restore', ['kind', 'title', 'date', 'citations', 'corroboration', 'unknowns']],
];
const url = '/events/eventful';
t.before(async () => {
  await populate(register);
  await put(url, anEvent());
  await patch(url, { summary: 'Patched.' }, any);
  await post(`${url}/citations`, { source: 'report' });
  await patch(url, { title: 'Another meeting' }, any);
  await put(url, anEvent({ kind: 'visit' }), { ...any, 'change-reason': 'They travelled.' });
  await patch('/sources/report', { published: { edtf: '2025-08-01' } }, any);
  now = new Date('2025-11-02T12:00:00.000Z');
  await register.delete(url, any);
  await put(url, anEvent());
});

/** All changes at an address, page by page. */
async function follow(address: string): Promise<Json[]> {
  const all: Json[] = [];
  for (let next: string | undefined = address; next !== undefined; ) {
    const { body, headers }: Json = await get(next);
    all.push(...body.data);
    next = /<([^>]*)>; rel="next"/.exec(headers.link)?.[1];
    if (next) await new Promise(setImmediate);
  }
  return all;
}

t.test('each change says which members differ from what the record said before', async (t) => {
  const { body } = await get('/changes?id=eventful');
  t.strictSame(
    body.data.map(({ operation, changed }: Json) => [operation, changed]),
    STORY,
  );
  t.strictSame(
    body.data.map(({ revision }: Json) => revision),
    STORY.map((_, at) => at + 1),
  );
});

t.test('an entry says what was changed, when, how, by whom and why', async (t) => {
  const { body } = await get('/changes?id=eventful&operation=replace');
  const [entry] = body.data;
  t.strictSame(entry, {
    sequence: 10,
    record: 'event',
    id: 'eventful',
    revision: 5,
    operation: 'replace',
    at: '2025-11-01T12:00:00.000Z',
    actor: 'tester',
    reason: 'They travelled.',
    changed: ['kind', 'title', 'citations', 'summary'],
  });
});

t.test('the pages of the feed have the whole log in order, each entry once, whatever their size', async (t) => {
  await keepWriting(register, 60, 1);
  const last = (await register.engine.reader.selectFrom('change').select('sequence').execute()).length;
  for (const limit of [1, 7, 200]) {
    const sequences = (await follow(`/changes?limit=${limit}`)).map(({ sequence }) => sequence);
    t.strictSame(
      sequences,
      Array.from({ length: last }, (_, at) => at + 1),
      `in pages of ${limit}`,
    );
  }
});

t.test('a page says how far it has come, also where nothing matched', async (t) => {
  const all = (await get('/changes?limit=200')).body;
  const last = all.meta.sequence;
  t.strictSame((await get('/changes?id=nobody')).body, { data: [], page: { limit: 25 }, meta: { sequence: last } });
  let after = 0;
  const seen: Json[] = [];
  for (; after < last; ) {
    const { body } = await get(`/changes?after=${after}&limit=3&record=event`);
    seen.push(...body.data);
    t.ok(body.meta.sequence > after);
    after = body.meta.sequence;
  }
  t.strictSame(
    seen,
    all.data.filter(({ record }: Json) => record === 'event'),
  );
});

t.test('documents are added as they were read then; a deletion has none', async (t) => {
  const { body, text } = await get('/changes?id=eventful&expand=document');
  for (const { revision, operation, document } of body.data) {
    const then = await get(`${url}/revisions/${revision}`);
    if (operation === 'delete') t.equal(document, undefined);
    else t.ok(text.includes(`,"document":${then.text.slice(then.text.indexOf('"document":') + 11, -1)}}`));
  }
  t.notOk((await get('/changes?id=eventful')).text.includes('"document"'));
});

t.test('it begins after a sequence', async (t) => {
  const { data } = (await get('/changes?after=10&limit=200')).body;
  t.equal(data[0].sequence, 11);
  t.strictSame((await get(`/changes?after=${data.at(-1).sequence}`)).body.data, []);
});

t.test('it begins at an instant, with what was written then', async (t) => {
  const first = async (since: string) => (await get(`/changes?limit=1&since=${since}`)).body.data[0]?.sequence;
  const all = await follow('/changes?limit=200');
  for (const [since, from] of [
    ['1999-01-01T00:00:00Z', '0'],
    ['2025-11-01T12:00:00Z', '0'],
    ['2025-11-01T12:00:00.001Z', '2025-11-02'],
    ['2025-11-02T17:00:00%2B05:00', '2025-11-02'],
    ['2025-11-02T12:00:00.001Z', '9'],
  ] as const)
    t.equal(await first(since), all.find(({ at }) => at >= from)?.sequence, since);
});

t.test('a place behind the end of the log is refused, and the end is named', async (t) => {
  const { sequence } = (await get('/changes?limit=200')).body.meta;
  t.equal((await get(`/changes?after=${sequence}`)).status, 200);
  for (const path of ['/changes', '/changes/stream']) {
    const answer = await get(`${path}?after=${sequence + 1}`);
    const [error] = expectProblem(t, answer, 400, 'invalid_parameter', '?after out_of_range');
    t.match(error.detail, `the log ends at ${sequence}`);
  }
});

t.test('it begins at a sequence or at an instant, not at both', async (t) => {
  for (const path of ['/changes', '/changes/stream']) {
    const answer = await get(`${path}?after=1&since=2025-11-01T12:00:00Z`);
    expectProblem(t, answer, 400, 'invalid_parameter', '?since not_together');
  }
});

t.test('a cursor belongs to the question that it came from', async (t) => {
  const { next } = (await get('/changes?limit=1&record=party')).body.page;
  t.equal((await get(`/changes?limit=2&record=party&cursor=${next}`)).status, 200);
  for (const other of ['record=event', 'limit=1', 'record=party&after=1', 'record=party&operation=create'])
    expectProblem(t, await get(`/changes?${other}&cursor=${next}`), 400, 'invalid_parameter', '?cursor cursor');
});

t.test('filters that are not known are refused by their names', async (t) => {
  for (const [query, finding] of [
    ['record=person', '?record unknown_value'],
    ['operation=undo', '?operation unknown_value'],
    ['changed=stages', '?changed unknown_value'],
    ['expand=record', '?expand unknown_value'],
    ['after=-1', '?after'],
    ['since=2025-11-01', '?since'],
    ['partty=pakistan', '?partty unknown_parameter'],
  ] as const)
    expectProblem(t, await get(`/changes?${query}`), 400, 'invalid_parameter', finding);
  expectProblem(t, await get('/changes/stream?limit=1'), 400, 'invalid_parameter', '?limit unknown_parameter');
});
