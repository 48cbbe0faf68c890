/** An earlier revision is made the newest one again: checked whole, written once, and with the ids that its parts had. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate, readerKey } from '../support/register.js';

const any = { 'if-match': '*' };
const cited = [{ source: 'report' }];

const register = await openRegister(t);
await populate(register);
const { get, post, put, patch, send } = register;

/** What a record says, without what every revision has of its own. */
function said({ revision: _number, updated_at: _at, ...members }: Json): Json {
  return members;
}

const at = async (url: string, revision: number): Promise<Json> =>
  (await get(`${url}/revisions/${revision}`)).body.document;

t.test('an earlier revision becomes the newest, and history says so', async (t) => {
  const url = '/events/moved';
  const { body: first } = await put(url, anEvent({ title: 'First', summary: 'As it was.', topics: ['mining'] }));
  await patch(url, { title: 'Second', topics: null }, any);
  const { status, headers, body } = await post(
    `${url}/revert`,
    { revision: 1 },
    { 'if-match': '"2"', 'change-reason': 'It was right before.' },
  );
  t.same([status, headers.etag, body.revision], [200, '"3"', 3]);
  t.strictSame(said(body), said(first));
  t.equal((await get(url)).text, JSON.stringify(body));
  t.match((await get(`${url}/revisions`)).body.data.at(-1), {
    operation: 'revert',
    actor: 'tester',
    reason: 'It was right before.',
  });
  t.same((await get(`${url}/difference?from=1&to=3`)).body.map(({ path }: Json) => path).sort(), [
    '/revision',
    '/updated_at',
  ]);
  t.match((await get('/changes?operation=revert')).body.data, [{ id: 'moved', revision: 3 }]);
  t.match(
    (await get('/events?topic=mining&q=first')).body.data,
    [{ id: 'moved' }],
    'it is found by what it says again',
  );
});

t.test('milestones and instruments come back with the ids that they had', async (t) => {
  const url = '/partnerships/ids';
  const instruments = [{ kind: 'mou', status: 'drafted', citations: cited }];
  const { body: made } = await put(url, aPartnership({ instruments }));
  const edited = structuredClone(made);
  edited.milestones[0].stage = 'exploratory';
  edited.instruments[0].title = 'Edited, and so no longer what its id was made from';
  const { body: second } = await put(url, edited, any);
  t.equal(second.instruments[0].id, made.instruments[0].id);
  await patch(url, { milestones: [{ stage: 'signed', citations: cited }], instruments: null }, any);
  const { body } = await post(`${url}/revert`, { revision: 2 }, any);
  t.strictSame(said(body), said(second));
});

t.test('reverting to any revision gives what it said, whatever happened since', async (t) => {
  const own = await openRegister(t);
  await populate(own);
  const url = '/partnerships/wandering';
  await own.put(url, aPartnership());
  const step = fc.oneof(
    fc.record({
      title: fc.constantFrom('One', 'Two'),
      summary: fc.option(fc.constant('Words.')),
      milestones: fc.array(
        fc.constantFrom('talks', 'signed', 'in_force').map((stage) => ({ stage, citations: cited })),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.nat(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      for (const one of steps) {
        const { revision } = (await own.get(url)).body;
        if (typeof one !== 'number') await own.patch(url, one, any);
        else {
          const target = 1 + (one % revision);
          const wanted = (await own.get(`${url}/revisions/${target}`)).body.document;
          const { status, body } = await own.post(
            `${url}/revert`,
            { revision: target },
            { 'if-match': `"${revision}"` },
          );
          t.equal(status, 200);
          t.strictSame(said(body), said(wanted));
        }
      }
    }),
    { numRuns: runs(30) },
  );
});

t.test('what stands there already is not written again', async (t) => {
  const url = '/parties/arcadia';
  const { body: before } = await get(url);
  const { status, headers, body } = await post(`${url}/revert`, { revision: before.revision }, any);
  t.same([status, headers.etag], [200, `"${before.revision}"`]);
  t.strictSame(body, before);
  t.equal((await get(`${url}/revisions`)).body.data.length, before.revision);
});

t.test('nobody’s work is lost by reverting', async (t) => {
  const url = '/events/guarded';
  await put(url, anEvent());
  await patch(url, { title: 'Another' }, any);
  const revert = (headers: Record<string, string>, body: Json = { revision: 1 }) =>
    post(`${url}/revert`, body, headers);
  expectProblem(t, await revert({}), 428, 'precondition_required', 'If-Match: required');
  expectProblem(t, await revert({ 'if-match': '"1"' }), 412, 'precondition_failed', 'If-Match: condition');
  expectProblem(t, await revert({ 'if-match': 'x y' }), 400, 'invalid_parameter', 'If-Match: pattern');
  t.equal((await revert({ 'if-match': '"2"' })).status, 200);
  const key = { 'if-match': '"3"', 'idempotency-key': 'once' };
  await patch(url, { title: 'A third' }, any);
  const [one, again] = [await revert({ ...key, 'if-match': '"4"' }), await revert({ ...key, 'if-match': '"4"' })];
  t.same([one.status, again.status, again.headers['idempotent-replayed']], [200, 200, 'true']);
  t.equal(again.text, one.text);
  t.equal((await get(url)).body.revision, 5, 'it was done once');
  expectProblem(t, await revert(key, { revision: 2 }), 422, 'validation', 'Idempotency-Key: key_reused');
  const dry = await send({
    method: 'POST',
    url: `${url}/revert?dry_run=true`,
    headers: { authorization: 'Bearer a-key-for-tests-only', 'content-type': 'application/json', ...any },
    payload: '{"revision":2}',
  });
  t.match(dry.body, { title: 'Another', revision: 6 });
  t.equal((await get(url)).body.revision, 5, 'a dry run stores nothing');
  const payload = '{"revision":1}';
  const type = { 'content-type': 'application/json', ...any };
  const without = { method: 'POST', url: `${url}/revert`, payload } as const;
  expectProblem(t, await send({ ...without, headers: type }), 401, 'unauthorized');
  expectProblem(t, await send({ ...without, headers: { ...type, ...readerKey } }), 403, 'forbidden');
});

t.test('only a revision that says something can be returned to', async (t) => {
  const url = '/parties/fleeting';
  await put(url, { kind: 'company', name: 'Fleeting' });
  await patch(url, { name: 'Fleeting Ltd.' }, any);
  const refused = async (body: Json, ...findings: string[]) =>
    expectProblem(t, await post(`${url}/revert`, body, any), 422, 'validation', ...findings);
  await refused({}, '/revision required');
  await refused({ revision: 0 }, '/revision out_of_range');
  await refused({ revision: '1' }, '/revision wrong_type');
  await refused({ revision: 1, title: 'x' }, '/title unknown_member');
  const [wrong] = await refused({ revision: 3 }, '/revision out_of_range');
  t.match(wrong.detail, '1 to 2');
  expectProblem(t, await post('/parties/nobody/revert', { revision: 1 }, any), 404, 'not_found');

  await register.delete(url, any);
  const deleted = await post(`${url}/revert`, { revision: 3 });
  expectProblem(t, deleted, 422, 'validation', '/revision no_document');
  expectProblem(t, await post(`${url}/revert`, { revision: 1 }, any), 412, 'precondition_failed');
  const { status, headers, body } = await post(`${url}/revert`, { revision: 1 });
  t.same([status, body.name, body.revision], [201, 'Fleeting', 4], 'a deleted record is brought back');
  t.match(headers.location, url);
  t.match((await get(`${url}/revisions`)).body.data.at(-1), { operation: 'restore' });
});

t.test('what a revision said is checked against what there is now', async (t) => {
  const url = '/partnerships/overtaken';
  await put('/sources/changing', { kind: 'interview' });
  await register.putText('changing', 'They met, and they signed.');
  await put('/parties/passing', { kind: 'company', name: 'Passing' });
  const parties = ['arcadia', 'borduria', 'passing'].map((party) => ({ party }));
  const milestones = [{ stage: 'signed', citations: [{ source: 'changing', quote: 'they signed' }] }];
  await put(url, aPartnership({ parties, milestones }));
  await patch(url, { parties: parties.slice(0, 2), milestones: [{ stage: 'talks', citations: cited }] }, any);
  await register.putText('changing', 'They met.');
  const quoted = await post(`${url}/revert`, { revision: 1 }, any);
  expectProblem(t, quoted, 422, 'validation', '/milestones/0/citations/0/quote quote_not_found');
  await register.delete('/parties/passing', any);
  const gone = await post(`${url}/revert`, { revision: 1 }, any);
  expectProblem(t, gone, 422, 'validation', '/parties/2/party unknown_reference', '/milestones/0/citations/0/quote');
  t.equal((await get(url)).body.revision, 2);
});

t.test('a milestone that followed its event follows it again, and a source keeps its text', async (t) => {
  await put('/events/signing', anEvent({ date: { edtf: '2025-03-01' } }));
  const url = '/partnerships/following';
  await put(url, aPartnership({ milestones: [{ stage: 'signed', event: 'signing', citations: cited }] }));
  await patch('/events/signing', { date: { edtf: '2025-04-01' } }, any);
  await patch(url, { title: 'Otherwise' }, any);
  const { status, body } = await post(`${url}/revert`, { revision: 1 }, any);
  t.equal(status, 200);
  t.match(body, { title: 'Arcadia and Borduria', stage_since: { edtf: '2025-04-01', basis: 'event' } });

  await put('/sources/kept', { kind: 'interview', title: 'Before' });
  await register.putText('kept', 'Some words.');
  const { body: source } = await post('/sources/kept/revert', { revision: 1 }, any);
  t.match(source, { title: 'Before', text_length: 11 });
  t.equal(source.revision, 2, 'it says the same as before but for its text');
  t.equal((await get('/sources/kept/text', readerKey)).text, 'Some words.');
  t.equal((await at('/sources/kept', 1)).text_length, undefined);
});

t.test('a reverted record makes those that depend on it follow', async (t) => {
  await put('/parties/mover', { kind: 'company', name: 'Mover', country: 'IT' });
  await put('/partnerships/dependent', aPartnership({ parties: [{ party: 'arcadia' }, { party: 'mover' }] }));
  await patch('/parties/mover', { kind: 'state' }, any);
  t.equal((await get('/partnerships/dependent')).body.scope, 'state_state');
  await post('/parties/mover/revert', { revision: 1 }, any);
  t.match((await get('/partnerships/dependent')).body, { scope: 'state_company', revision: 3 });
  await post('/parties/mover/revert', { revision: 2 }, any);
  await patch('/parties/mover', { kind: 'media' }, any);
  t.equal((await get('/parties/mover')).body.kind, 'state', 'media are no principals');
});
