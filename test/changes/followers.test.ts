/** Whoever follows the feed from its beginning has the register, byte for byte. */
import t, { type Test } from 'tap';
import { type Json, openRegister, populate, type TestRegister } from '../support/register.js';
import { events, listen } from './listening.js';
import { keepWriting } from './writers.js';

const COLLECTIONS: Record<string, string> = {
  party: 'parties',
  source: 'sources',
  event: 'events',
  partnership: 'partnerships',
};

/** What a follower holds: each record as it last came; undefined when it was deleted. */
type Copy = Map<string, string | undefined>;

const take = (copy: Copy, { record, id, operation, document }: Json): void => {
  if ((document === undefined) !== (operation === 'delete')) throw new Error('a deletion alone has no document');
  copy.set(`${COLLECTIONS[record]}/${id}`, document && JSON.stringify(document));
};

/** A register in which three write at once. */
async function busyRegister(t: Test) {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'article', kind: 'news_article' });
  const writing = Promise.all([11, 12, 13].map((seed) => keepWriting(register, 50, seed)));
  return { register, writing };
}

/** The copy holds all records that the register knows, each as it answers. */
async function compare(t: Test, { engine, get }: TestRegister, copy: Copy): Promise<void> {
  const rows = await engine.reader.selectFrom('record').select(['record', 'id']).execute();
  t.strictSame([...copy.keys()].sort(), rows.map(({ record, id }) => `${COLLECTIONS[record]}/${id}`).sort());
  let deleted = 0;
  for (const [address, document] of copy) {
    const { status, text } = await get(`/${address}`);
    if (document === undefined) deleted += 1;
    t.strictSame([status, status === 200 ? text : undefined], [document === undefined ? 410 : 200, document], address);
  }
  t.ok(deleted > 0, 'deletions are part of it');
}

t.test('page by page, while others write', async (t) => {
  const { register, writing } = await busyRegister(t);
  const copy: Copy = new Map();
  const sequences: number[] = [];
  let [after, isDone] = [0, false];
  void writing.then(() => {
    isDone = true;
  });
  for (;;) {
    const wasDone = isDone;
    const { body } = await register.get(`/changes?after=${after}&limit=9&expand=document`);
    for (const change of body.data) take(copy, change);
    sequences.push(...body.data.map(({ sequence }: Json) => sequence));
    after = body.meta.sequence;
    if (body.data.length === 0 && wasDone) break;
    await new Promise(setImmediate);
  }
  t.strictSame(
    sequences,
    sequences.map((_, at) => at + 1),
    'without gaps',
  );
  t.ok(sequences.length > 100);
  await compare(t, register, copy);
});

t.test('as it happens', async (t) => {
  const { register, writing } = await busyRegister(t);
  const copy: Copy = new Map();
  const listener = await listen(t, register, '/changes/stream?after=0&expand=document');
  await writing;
  const last = (await register.engine.reader.selectFrom('change').select('sequence').execute()).length;
  for (const { data = '' } of await events(listener, last)) take(copy, JSON.parse(data));
  await compare(t, register, copy);
});
