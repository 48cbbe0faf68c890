/** Records are created, read, replaced, deleted and brought back the same way, whatever their kind. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch, send } = register;
await populate(register);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** One small record of each kind. */
const smallest = [
  ['party', 'parties', { kind: 'company', name: 'Ruritanian Mint' }],
  ['source', 'sources', { kind: 'filing', title: 'A filing' }],
  ['event', 'events', anEvent({ title: 'A first meeting' })],
  ['partnership', 'partnerships', aPartnership({ title: 'A first partnership' })],
] as const;

for (const [record, collection, members] of smallest) {
  const a = record === 'event' ? 'an' : 'a';
  t.test(`a new ${record} is answered whole, with its address and its ETag`, async (t) => {
    const { status, headers, body } = await post(`/${collection}`, members);
    t.equal(status, 201);
    t.equal(headers.location, `/${collection}/${body.id}`);
    t.equal(headers.etag, '"1"');
    t.same(Object.keys(body).slice(0, 5), ['record', 'id', 'revision', 'created_at', 'updated_at']);
    t.match(body, { record, revision: 1, ...members });
    t.match(body.created_at, INSTANT);
    t.equal(body.updated_at, body.created_at);
    t.notMatch(JSON.stringify(body), /:null/);
  });

  t.test(`${a} ${record} is read as it was answered when it was written, byte for byte`, async (t) => {
    const written = await post(`/${collection}`, members);
    const read = await get(`/${collection}/${written.body.id}`);
    t.equal(read.status, 200);
    t.equal(read.text, written.text);
    t.equal(read.headers.etag, written.headers.etag);
    t.equal(read.headers['content-type'], 'application/json; charset=utf-8');
  });

  t.test(`${a} ${record} is replaced whole: what is left out is gone`, async (t) => {
    const { body: before } = await post(`/${collection}`, { ...members, ...extra[record] });
    const url = `/${collection}/${before.id}`;
    const { status, headers, body } = await put(url, members, { 'if-match': '"1"' });
    t.equal(status, 200);
    t.equal(headers.etag, '"2"');
    t.equal(headers.location, undefined);
    t.equal(body.revision, 2);
    t.equal(body.created_at, before.created_at);
    t.ok(body.updated_at >= before.updated_at);
    for (const name of Object.keys(extra[record])) t.notOk(name in body, `${name} is gone`);
    t.equal((await get(url)).text, JSON.stringify(body));
  });

  t.test(`a PUT creates ${a} ${record} under an id that was never used`, async (t) => {
    const { status, headers, body } = await put(`/${collection}/put-${record}`, members);
    t.equal(status, 201);
    t.equal(headers.location, `/${collection}/put-${record}`);
    t.equal(headers.etag, '"1"');
    t.match(body, { record, id: `put-${record}`, revision: 1, ...members });
  });

  t.test(`a deleted ${record} is gone, and says since when`, async (t) => {
    const { body } = await post(`/${collection}`, members);
    const url = `/${collection}/${body.id}`;
    const deleted = await register.delete(url, { 'if-match': '"1"' });
    t.equal(deleted.status, 204);
    t.equal(deleted.text, '');
    const read = await get(url);
    expectProblem(t, read, 410, 'gone');
    t.match(read.body.deleted_at, INSTANT);
    t.ok(read.body.deleted_at >= body.created_at);
    const { body: history } = await get(`${url}/revisions`);
    t.equal(history.data.at(-1).at, read.body.deleted_at);
  });

  t.test(`a deleted ${record} can't be changed or deleted again`, async (t) => {
    const { body } = await post(`/${collection}`, members);
    const url = `/${collection}/${body.id}`;
    await register.delete(url, { 'if-match': '*' });
    expectProblem(t, await patch(url, {}, { 'if-match': '*' }), 410, 'gone');
    expectProblem(t, await register.delete(url, { 'if-match': '*' }), 410, 'gone');
    if (record !== 'source') expectProblem(t, await post(`${url}/citations`, { source: 'report' }), 410, 'gone');
    else expectProblem(t, await register.putText(body.id, 'A text.'), 410, 'gone');
  });

  t.test(`a PUT without If-Match brings a deleted ${record} back as the next revision`, async (t) => {
    const { body: first } = await post(`/${collection}`, members);
    const url = `/${collection}/${first.id}`;
    await register.delete(url, { 'if-match': '"1"' });
    const { status, headers, body } = await put(url, { ...members, ...extra[record] });
    t.equal(status, 201);
    t.equal(headers.etag, '"3"');
    t.match(body, { id: first.id, revision: 3, created_at: first.created_at, ...members, ...extra[record] });
    t.equal((await get(url)).text, JSON.stringify(body));
    const { body: list } = await get(`/${collection}?id=${first.id}`);
    t.same(list.data, [body]);
  });

  t.test(`${a} ${record} that never was is not found`, async (t) => {
    const url = `/${collection}/never-was`;
    expectProblem(t, await get(url), 404, 'not_found');
    expectProblem(t, await get(`${url}/revisions`), 404, 'not_found');
    expectProblem(t, await get(`${url}/revisions/1`), 404, 'not_found');
    expectProblem(t, await patch(url, {}, { 'if-match': '*' }), 404, 'not_found');
    expectProblem(t, await register.delete(url, { 'if-match': '*' }), 404, 'not_found');
  });

  t.test(`HEAD answers as GET does, without the ${record}`, async (t) => {
    const { body } = await post(`/${collection}`, members);
    const url = `/${collection}/${body.id}`;
    const [read, head] = [await get(url), await send({ method: 'HEAD', url })];
    t.equal(head.status, 200);
    t.equal(head.text, '');
    for (const name of ['etag', 'content-type', 'content-length'])
      t.equal(head.headers[name], read.headers[name], `${name} is the same`);
    t.equal((await send({ method: 'HEAD', url: `/${collection}` })).status, 200);
    t.equal((await send({ method: 'HEAD', url: `/${collection}/never-was` })).status, 404);
  });

  t.test(`${a} ${record} that the client holds already is not sent again`, async (t) => {
    const { body } = await post(`/${collection}`, members);
    const url = `/${collection}/${body.id}`;
    for (const held of ['"1"', '1', 'W/"1"', '*', '"7", "1"', '"a", W/"1"']) {
      const { status, headers, text } = await get(url, { 'if-none-match': held });
      t.same([status, headers.etag, text], [304, '"1"', ''], held);
    }
    for (const other of ['"2"', '"11"', '"a"', '"2", "3"'])
      t.equal((await get(url, { 'if-none-match': other })).status, 200, other);
    await put(url, { ...members, ...extra[record] }, { 'if-match': '"1"' });
    t.equal((await get(url, { 'if-none-match': '"1"' })).status, 200, 'it has changed since');
  });
}

/** Members that a replacement leaves out. */
const extra = {
  party: { summary: 'A mint.', named: false },
  source: { dateline: 'STRELSAU', language: 'en' },
  event: { summary: 'They met.', topics: ['mining'], place: { name: 'Strelsau', country: 'DE' } },
  partnership: { summary: 'They talk.', topics: ['mining'] },
} as const;

t.test('an id is unique within its resource only', async (t) => {
  for (const [record, collection, members] of smallest) {
    const { status, body } = await post(`/${collection}`, { id: 'one-and-the-same', ...members });
    t.same([status, body.id], [201, 'one-and-the-same'], record);
  }
});

t.test('what the service fills in is what the contract says', async (t) => {
  const { body: source } = await post('/sources', { kind: 'dataset' });
  t.equal(source.text_access, 'restricted');
  const { body: party } = await post('/parties', { kind: 'company', name: 'Plain' });
  t.notOk('named' in party, 'true unless said');
  const { body: partnership } = await post('/partnerships', aPartnership());
  t.notOk('polarity' in partnership.milestones[0], 'affirmed unless said');
  t.notOk('role' in partnership.parties[0], 'principal unless said');
});

t.test('OPTIONS lists the methods of every address', async (t) => {
  const allowed: [string, string][] = [
    ['/', 'GET, HEAD, OPTIONS'],
    ['/events', 'GET, HEAD, OPTIONS, POST'],
    ['/parties/arcadia', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
    ['/partnerships/any/milestones', 'OPTIONS, POST'],
    ['/events/any/citations', 'OPTIONS, POST'],
    ['/sources/report/text', 'DELETE, GET, HEAD, OPTIONS, PUT'],
    ['/parties/arcadia/revisions', 'GET, HEAD, OPTIONS'],
    ['/parties/arcadia/revisions/1', 'GET, HEAD, OPTIONS'],
    ['/openapi.json', 'GET, HEAD, OPTIONS'],
    ['/docs', 'GET, HEAD, OPTIONS'],
    ['/docs/', 'GET, HEAD, OPTIONS'],
    ['/docs/static/swagger-ui.css', 'GET, HEAD, OPTIONS'],
  ];
  for (const [url, allow] of allowed) {
    const { status, headers, text } = await send({ method: 'OPTIONS', url });
    t.same([status, headers.allow, text], [204, allow, ''], url);
  }
});
