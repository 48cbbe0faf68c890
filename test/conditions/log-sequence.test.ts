/** Reading what was written: each write says where the log ends with it, and a read may ask for a state that has that. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';

const any = { 'if-match': '*' };
/** What is asked with a body, and writes nothing. */
const ASKED_BY_POST = ['/certificates/verify', '/check', '/check.csv'];
const told = ({ headers }: Answer): unknown => headers['log-sequence'];

t.test('the answer to each write says where the log ends with it', async (t) => {
  const register = await openRegister(t);
  const { post, put, patch, putText, get } = register;
  await populate(register);
  await post('/events', anEvent({ id: 'meeting', citations: [{ source: 'report', quote: 'They met.' }] }));
  await post('/partnerships', aPartnership({ id: 'friends' }));
  const operations = ['Quartz', 'Opal'].map((name) => ({
    operation: 'create',
    record: 'party',
    document: { kind: 'company', name },
  }));
  const writes: [what: string, write: () => Promise<Answer>, entries: number][] = [
    ['create', () => post('/parties', { id: 'beryl', kind: 'company', name: 'Beryl' }), 1],
    ['replace', () => put('/parties/beryl', { kind: 'company', name: 'Beryl Ltd' }, any), 1],
    ['patch', () => patch('/parties/beryl', { summary: 'A company.' }, any), 1],
    ['a patch that changes nothing', () => patch('/parties/beryl', { summary: 'A company.' }, any), 0],
    ['append', () => post('/partnerships/friends/citations', { source: 'report' }), 1],
    ['delete', () => register.delete('/parties/beryl', any), 1],
    ['restore', () => put('/parties/beryl', { kind: 'company', name: 'Beryl' }), 1],
    ['batch', () => post('/batch', { operations }), 2],
    ['a text, and what cites it', () => putText('report', 'They met.'), 3],
    ['the same text', () => putText('report', 'They met.'), 0],
    ['no text', () => register.delete('/sources/report/text', any), 3],
  ];
  let last = (await get('/changes?limit=200')).body.meta.sequence;
  for (const [what, write, entries] of writes) {
    const answer = await write();
    last += entries;
    t.match(answer, { status: /^20/, headers: { 'log-sequence': String(last) } }, what);
    t.equal((await get(`/changes?after=${last}`)).body.meta.sequence, last, `${what}: the log ends there`);
  }
});

t.test('what stores nothing in the log does not say it: dry runs, refusals, reads, keys', async (t) => {
  const register = await openRegister(t);
  const { post, get } = register;
  await populate(register);
  const company = { id: 'beryl', kind: 'company', name: 'Beryl' };
  for (const answer of [
    await post('/parties?dry_run=true', company),
    await post('/parties', { ...company, kind: 'shop' }),
    await post('/keys', { name: 'desk', scopes: ['read'] }),
    await get('/parties/arcadia'),
  ])
    t.equal(told(answer), undefined);
});

t.test('a request that is sent again is answered with the same end of the log', async (t) => {
  const { post } = await openRegister(t);
  const send = () => post('/parties', { kind: 'company', name: 'Beryl' }, { 'idempotency-key': 'once' });
  const first = await send();
  await post('/parties', { kind: 'company', name: 'Quartz' });
  const again = await send();
  t.equal(told(first), '1');
  t.equal(again.headers['idempotent-replayed'], 'true');
  t.equal(told(again), '1');
});

t.test('every read takes what a write said, and refuses what the log has not reached', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const { get, putText, app } = register;
  await putText('pakistan-united-states', 'A text.');
  await register.patch('/sources/pakistan-united-states', { text_access: 'public' }, any);
  const last = (await get('/changes?after=70&limit=200')).body.meta.sequence;
  const contract: Json = withWholeOperations(app.swagger());
  const ids: Record<string, string> = {
    events: 'pakistan-hsx-signing',
    parties: 'hsx',
    partnerships: 'pakistan-hsx',
    sources: 'pakistan-united-states',
  };
  const reads = Object.entries<Json>(contract.paths)
    .filter(([, { get }]) => get?.parameters?.some(({ name }: Json) => name === 'Log-Sequence-Min'))
    .map(([path]) => {
      const collection = path.split('/')[1]!;
      const url = path.replace('{id}', ids[collection] ?? '').replace('{revision}', '1');
      const query = {
        difference: '?from=1&to=1',
        search: '?q=signing',
        suggest: '?q=pak',
        check: '?between=hsx&stage=signed',
      }[path.split('/').at(-1)!];
      return url + (query ?? '');
    });
  t.ok(reads.length > 30, String(reads.length));
  for (const url of reads) {
    t.equal((await get(url, { 'log-sequence-min': String(last) })).status, 200, url);
    for (const beyond of [last + 1, Number.MAX_SAFE_INTEGER]) {
      const refusal = await get(url, { 'log-sequence-min': String(beyond) });
      expectProblem(t, refusal, 412, 'log_sequence_not_reached');
      t.equal(refusal.body.sequence, last);
    }
    for (const wrong of ['0', '-1', '1.5', 'x', '1e3', '9007199254740992', '1, 2', '9'.repeat(40)])
      expectProblem(t, await get(url, { 'log-sequence-min': wrong }), 400, 'invalid_parameter', 'Log-Sequence-Min:');
  }
});

t.test('every operation that reads the register takes the header, and no other does', async (t) => {
  const { app } = await openRegister(t);
  const contract: Json = withWholeOperations(app.swagger());
  const ofTheService = /^\/($|[.]well-known|problems|vocabularies|keys|openapi)/;
  for (const [path, operations] of Object.entries<Json>(contract.paths))
    for (const [method, { parameters = [] }] of Object.entries<Json>(operations))
      t.equal(
        parameters.some(({ name }: Json) => name === 'Log-Sequence-Min'),
        method === 'get' ? !ofTheService.test(path) : method === 'post' && ASKED_BY_POST.includes(path),
        `${method} ${path}`,
      );
});

t.test('pages of other origins may read where the log ends', async (t) => {
  const { get } = await openRegister(t);
  t.match((await get('/parties')).headers['access-control-expose-headers'], /\bLog-Sequence\b/);
});
