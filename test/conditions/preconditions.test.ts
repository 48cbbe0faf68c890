/** Nobody's change is lost: replacing, patching and deleting need the ETag of what was read. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { type Answer, anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);

const party = (members: object = {}) => ({ kind: 'company', name: 'Guarded', ...members });
/** Curly quotation marks as they come over the wire: header bytes are Latin-1. */
const curly = Buffer.from('“3”').toString('latin1');
let made = 0;
/** A record of its own for each case, at revision 3. */
async function guarded(): Promise<string> {
  made += 1;
  const url = `/parties/guarded-${made}`;
  await put(url, party({ summary: 'One.' }));
  await put(url, party({ summary: 'Two.' }), { 'if-match': '"1"' });
  await put(url, party({ summary: 'Three.' }), { 'if-match': '"2"' });
  return url;
}
const writes: [string, (url: string, headers?: Record<string, string>) => Promise<Answer>][] = [
  ['PUT', (url, headers) => put(url, party(), headers)],
  ['PATCH', (url, headers) => patch(url, { summary: 'Changed.' }, headers)],
  ['DELETE', (url, headers) => register.delete(url, headers)],
];

for (const [method, write] of writes) {
  t.test(`${method} without If-Match is refused with the header to send`, async (t) => {
    const url = await guarded();
    const answer = await write(url);
    const [error] = expectProblem(t, answer, 428, 'precondition_required', 'If-Match: required');
    t.match(answer.body.detail, 'If-Match: "3"');
    t.match(error.detail, 'If-Match: "3"');
    t.equal((await get(url)).body.revision, 3, 'nothing was changed');
  });

  t.test(`${method} with an outdated If-Match is refused with the header to send`, async (t) => {
    const url = await guarded();
    const others = ['"1,3"', '"03"', '003', '"3.0"', '"W/3"', '"*"'];
    for (const outdated of [
      '"2"',
      '2',
      'W/"2"',
      '"1", "2"',
      '"33"',
      '"a"',
      '""',
      '"99999999999999999999"',
      ...others,
    ]) {
      const answer = await write(url, { 'if-match': outdated });
      const [error] = expectProblem(t, answer, 412, 'precondition_failed', 'If-Match: condition');
      t.match(answer.body.detail, 'If-Match: "3"', outdated);
      t.match(error.detail, 'If-Match: "3"');
    }
    t.equal((await get(url)).body.revision, 3, 'nothing was changed');
  });

  t.test(`${method} takes the current revision in any of its spellings`, async (t) => {
    const lists = ['"1", "3"', '1,2,3', 'W/"9" , W/"3"', '"a,b", "3"', '"8",, "3"', ', "3" , ,', ',,"3"'];
    for (const current of ['"3"', '3', 'W/"3"', '*', ' "3" ', ...lists]) {
      const url = await guarded();
      const { status } = await write(url, { 'if-match': current });
      t.equal(status, method === 'DELETE' ? 204 : 200, current);
    }
  });

  t.test(`${method} with what is no entity tag is refused by the name of the header`, async (t) => {
    const url = await guarded();
    const malformed = ['"3', '3"', 'abc', '**', '"3" "3"', "'3'", 'W/3', '', ' ', ',', '*, "3"', '"3", *', '3.0', '-3'];
    for (const tag of [...malformed, ', ,', '"3",*', '"8" "3"', '3e0', '"3"x', 'W/', '"3";q=1', curly])
      expectProblem(t, await write(url, { 'if-match': tag }), 400, 'invalid_parameter', 'If-Match: pattern');
    t.equal((await get(url)).body.revision, 3, 'nothing was changed');
  });
}

t.test('If-Match on a record that never was or is deleted is refused: there is nothing to match', async (t) => {
  const deleted = await guarded();
  await register.delete(deleted, { 'if-match': '"3"' });
  for (const tag of ['"1"', '"3"', '"4"', '*']) {
    expectProblem(
      t,
      await put('/parties/absent', party(), { 'if-match': tag }),
      412,
      'precondition_failed',
      'If-Match: condition',
    );
    expectProblem(
      t,
      await put(deleted, party(), { 'if-match': tag }),
      412,
      'precondition_failed',
      'If-Match: condition',
    );
  }
  t.equal((await get('/parties/absent')).status, 404);
  t.equal((await get(deleted)).status, 410);
});

t.test('If-None-Match: * creates a record, brings one back, and refuses to replace one', async (t) => {
  const absent = { 'if-none-match': '*' };
  t.equal((await put('/parties/only-new', party(), absent)).status, 201);
  const answer = await put('/parties/only-new', party(), absent);
  expectProblem(t, answer, 412, 'precondition_failed', 'If-None-Match: condition');
  t.match(answer.body.detail, 'If-Match: "1"');
  expectProblem(
    t,
    await put('/parties/only-new', party(), { ...absent, 'if-match': '"1"' }),
    412,
    'precondition_failed',
  );
  await register.delete('/parties/only-new', { 'if-match': '"1"' });
  const { status, body } = await put('/parties/only-new', party(), absent);
  t.same([status, body.revision], [201, 3]);
});

t.test('If-None-Match with what is no entity tag is refused, reading as well as writing', async (t) => {
  for (const tag of ['"1', 'x', '', '* , "1"']) {
    const [read, written] = [
      await get('/parties/arcadia', { 'if-none-match': tag }),
      await put('/parties/new-one', party(), { 'if-none-match': tag }),
    ];
    expectProblem(t, read, 400, 'invalid_parameter', 'If-None-Match: pattern');
    expectProblem(t, written, 400, 'invalid_parameter', 'If-None-Match: pattern');
  }
});

t.test('the ETag of an answer is the one to send next', async (t) => {
  const url = '/events/chained';
  let { headers } = await put(url, anEvent());
  const next = () => ({ 'if-match': String(headers.etag) });
  ({ headers } = await patch(url, { summary: 'One.' }, next()));
  ({ headers } = await put(url, anEvent(), next()));
  ({ headers } = await post(`${url}/citations`, { source: 'report' }, next()));
  ({ headers } = await get(url));
  t.equal(headers.etag, '"4"');
  t.equal((await register.delete(url, next())).status, 204);
});

t.test(
  'a text is conditional on its source: storing the first one is free, replacing and deleting it are not',
  async (t) => {
    await put('/sources/guarded', { kind: 'filing' });
    const text = { 'content-type': 'text/plain; charset=utf-8' };
    const url = '/sources/guarded/text';
    t.equal((await put(url, 'First.', text)).headers.etag, '"2"');
    for (const answer of [await put(url, 'Second.', text), await register.delete(url)]) {
      expectProblem(t, answer, 428, 'precondition_required', 'If-Match: required');
      t.match(answer.body.detail, 'If-Match: "2"');
    }
    const outdated = { 'if-match': '"1"' };
    for (const answer of [await put(url, 'Second.', { ...text, ...outdated }), await register.delete(url, outdated)])
      expectProblem(t, answer, 412, 'precondition_failed', 'If-Match: condition');
    expectProblem(
      t,
      await put(url, 'Second.', { ...text, 'if-none-match': '*' }),
      ...([412, 'precondition_failed', 'If-None-Match: condition'] as const),
    );
    t.equal((await put(url, 'Second.', { ...text, 'if-match': '"2"' })).headers.etag, '"3"');
    t.equal((await register.delete(url, { 'if-match': 'W/"3"' })).status, 204);
    t.equal((await get('/sources/guarded')).headers.etag, '"4"');
  },
);

t.test('a revision that the service wrote by itself outdates the ETag too', async (t) => {
  await post('/sources', { id: 'shifting', kind: 'news_article', published: { edtf: '2025-05-01' } });
  await post(
    '/partnerships',
    aPartnership({ id: 'shifted', milestones: [{ stage: 'talks', citations: [{ source: 'shifting' }] }] }),
  );
  await patch('/sources/shifting', { published: { edtf: '2025-04-01' } }, { 'if-match': '"1"' });
  const answer = await patch('/partnerships/shifted', { summary: 'Late.' }, { 'if-match': '"1"' });
  expectProblem(t, answer, 412, 'precondition_failed');
  t.match(answer.body.detail, 'If-Match: "2"');
});

t.test('what is held is what stands in the list of tags, each as the service writes it', async (t) => {
  const url = await guarded();
  for (const held of ['"3"', '"8",, "3"', '"0", "3", "9"', '3', 'W/"3"', '*', ',"3"'])
    t.equal((await get(url, { 'if-none-match': held })).status, 304, held);
  for (const other of ['"0,3,9"', '"03"', '003', '"2"', '"3,"', '"a"'])
    t.equal((await get(url, { 'if-none-match': other })).status, 200, other);
});

t.test('operations of a batch name revisions in the same way', async (t) => {
  const patching = (id: string, if_match: string) =>
    post('/batch', {
      operations: [{ operation: 'patch', record: 'party', id, if_match, patch: { summary: 'In a batch.' } }],
    });
  for (const if_match of ['"1,3"', '"03"', '003', '"2",, "4"']) {
    const id = (await guarded()).slice('/parties/'.length);
    const at = '/operations/0/if_match condition';
    expectProblem(t, await patching(id, if_match), 412, 'precondition_failed', at);
  }
  for (const if_match of ['"8",, "3"', '3', '*'])
    t.equal((await patching((await guarded()).slice('/parties/'.length), if_match)).status, 200, if_match);
});
