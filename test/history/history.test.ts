/** Nothing is forgotten: every change is kept, with who made it, when, how and why, and what the record said. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
const any = { 'if-match': '*' };
const because = (reason: string) => ({ ...any, 'change-reason': reason });
const cited = [{ source: 'report' }];
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const operations = async (url: string): Promise<string[]> =>
  (await get(`${url}/revisions`)).body.data.map(({ operation }: Json) => operation);

t.test('each way to change a record is a revision with its name, and its document as it was read then', async (t) => {
  const url = '/partnerships/eventful';
  const read: (string | undefined)[] = [];
  const remember = async () => read.push((await get(url)).text);
  await put(url, aPartnership());
  await remember();
  await put(url, aPartnership({ title: 'Replaced “whole” 🤝' }), any);
  await remember();
  await patch(url, { summary: 'Patched.' }, any);
  await remember();
  await post(`${url}/milestones`, { stage: 'intent_announced', citations: cited });
  await remember();
  await post(`${url}/citations`, { source: 'report' });
  await remember();
  await register.delete(url, any);
  read.push(undefined);
  await put(url, aPartnership({ title: 'Back again' }));
  await remember();
  await patch('/sources/report', { published: { edtf: '2025-08-01' } }, any);
  await remember();
  await patch('/sources/report', { published: { edtf: '2025-08-02' } }, any);
  await remember();

  const names = ['create', 'replace', 'patch', 'append', 'append', 'delete', 'restore', 'recomputed', 'recomputed'];
  t.same(await operations(url), names);
  for (const [index, text] of read.entries()) {
    const answer = await get(`${url}/revisions/${index + 1}`);
    t.equal(answer.status, 200);
    t.match(answer.body, { revision: index + 1, operation: names[index], actor: 'tester', at: INSTANT });
    if (text === undefined) t.notOk('document' in answer.body, 'a deletion has no document');
    else t.ok(answer.text.endsWith(`,"document":${text}}`), `revision ${index + 1} is kept byte for byte`);
  }
});

/** The same members with another name. */
const another = (members: object) => ('name' in members ? { name: 'Another' } : { title: 'Another' });

for (const [collection, members] of [
  ['parties', { kind: 'company', name: 'Kept' }],
  ['sources', { kind: 'filing', title: 'Kept' }],
  ['events', anEvent()],
] as const)
  t.test(`${collection} keep their history too`, async (t) => {
    const url = `/${collection}/kept`;
    const texts = [
      (await put(url, members)).text,
      (await put(url, { ...members, ...another(members) }, any)).text,
      (await patch(url, members, any)).text,
      (await register.delete(url, any)).text,
      (await put(url, members)).text,
    ];
    t.same(await operations(url), ['create', 'replace', 'patch', 'delete', 'restore']);
    for (const [index, text] of texts.entries())
      if (text !== '') t.ok((await get(`${url}/revisions/${index + 1}`)).text.endsWith(`,"document":${text}}`));
  });

t.test('the list of revisions says who, when and how, and holds no documents', async (t) => {
  const { body: record } = await put('/parties/listed', { kind: 'company', name: 'Listed' });
  await patch('/parties/listed', { summary: 'Patched.' }, because('A reason.'));
  const { status, body } = await get('/parties/listed/revisions');
  t.equal(status, 200);
  const [first, second] = body.data;
  t.strictSame(first, { revision: 1, operation: 'create', at: record.created_at, actor: 'tester' });
  const at = (await get('/parties/listed')).body.updated_at;
  t.strictSame(second, { revision: 2, operation: 'patch', at, actor: 'tester', reason: 'A reason.' });
  t.strictSame(body.page, { limit: 25 });
});

t.test('a record is created when its first revision was written, and updated when its last one was', async (t) => {
  const url = '/parties/timed';
  await put(url, { kind: 'company', name: 'Timed' });
  await register.delete(url, any);
  const { body } = await put(url, { kind: 'company', name: 'Timed' });
  const { data } = (await get(`${url}/revisions`)).body;
  t.same([body.created_at, body.updated_at], [data[0].at, data[2].at]);
  t.same(
    data.map(({ at }: Json) => at).toSorted(),
    data.map(({ at }: Json) => at),
  );
});

t.test('the reason of any kind of change is kept', async (t) => {
  const url = '/events/reasoned';
  await put(url, anEvent(), { 'change-reason': 'create' });
  await put(url, anEvent({ summary: 'Replaced.' }), because('replace'));
  await patch(url, { summary: 'Patched.' }, because('patch'));
  await post(`${url}/citations`, { source: 'report' }, { 'change-reason': 'append' });
  await register.delete(url, because('delete'));
  await put(url, anEvent(), { 'change-reason': 'restore' });
  const { data } = (await get(`${url}/revisions`)).body;
  for (const { operation, reason } of data) t.equal(reason, operation);
  t.equal((await get(`${url}/revisions/5`)).body.reason, 'delete');
  const { body } = await post('/events', anEvent(), { 'change-reason': 'posted' });
  t.equal((await get(`/events/${body.id}/revisions/1`)).body.reason, 'posted');
});

t.test('a reason may be in any language: its bytes are read as UTF-8', async (t) => {
  await put('/parties/worded', { kind: 'company', name: 'Worded' });
  for (const reason of ['Übersetzung berichtigt – “so” 🖊', '日付を訂正した', 'تصحيح التاريخ', 'café', 'Исправлено']) {
    const header = Buffer.from(reason).toString('latin1');
    const { status, headers } = await patch('/parties/worded', { summary: reason }, because(header));
    t.equal(status, 200, reason);
    const revision = String(headers.etag).replaceAll('"', '');
    t.equal((await get(`/parties/worded/revisions/${revision}`)).body.reason, reason);
  }
});

t.test('a reason that is too long is refused by the name of its header', async (t) => {
  const url = '/parties/worded';
  const long = Buffer.from('é'.repeat(1000)).toString('latin1');
  t.equal((await patch(url, { summary: 'One.' }, because('x'.repeat(1000)))).status, 200, '1 000 characters are not');
  t.equal((await patch(url, { summary: 'Two.' }, because(long))).status, 200, 'nor are 1 000 of two bytes each');
  const answer = await patch(url, {}, because('x'.repeat(1001)));
  expectProblem(t, answer, 400, 'invalid_parameter', 'Change-Reason: out_of_range');
});

t.test('the history of a deleted record can be read', async (t) => {
  const url = '/events/forgotten';
  const { text } = await put(url, anEvent({ summary: 'What it said.' }));
  await register.delete(url, because('It never happened.'));
  expectProblem(t, await get(url), 410, 'gone');
  const { status, body } = await get(`${url}/revisions`);
  t.equal(status, 200);
  t.match(body.data, [{ operation: 'create' }, { operation: 'delete', reason: 'It never happened.' }]);
  t.ok((await get(`${url}/revisions/1`)).text.endsWith(`,"document":${text}}`));
  const last = await get(`${url}/revisions/2`);
  t.same([last.status, 'document' in last.body], [200, false]);
});

t.test('a revision that was never written is not found', async (t) => {
  expectProblem(t, await get('/parties/arcadia/revisions/99'), 404, 'not_found');
  expectProblem(t, await get('/parties/arcadia/revisions/2147483647'), 404, 'not_found');
  expectProblem(t, await get('/parties/nobody/revisions/1'), 404, 'not_found');
  expectProblem(t, await get('/events/arcadia/revisions/1'), 404, 'not_found');
});

t.test('what is no number of a revision is refused', async (t) => {
  for (const revision of [
    '0',
    '-1',
    '1.5',
    '1e0',
    '1e400',
    '9007199254740992',
    'latest',
    '٣',
    '+1',
    '0x1',
    ' 1',
    '1_0',
  ])
    expectProblem(t, await get(`/parties/arcadia/revisions/${encodeURIComponent(revision)}`), 400, 'invalid_parameter');
  const [error] = expectProblem(
    t,
    await get('/parties/arcadia/revisions/0'),
    400,
    'invalid_parameter',
    '?revision out_of_range',
  );
  t.match(error.detail, '1');
  expectProblem(t, await get('/parties/arcadia/revisions/first'), 400, 'invalid_parameter', '?revision wrong_type');
});

t.test('a reason in any script can be sent percent-encoded', async (t) => {
  const encoded = (reason: string) => ({ 'change-reason': `UTF-8''${encodeURIComponent(reason)}` });
  for (const reason of ['Łódź', 'اصلاح', "it's 100% “right” 🤝", "UTF-8''a"]) {
    const { body } = await post('/events', anEvent(), encoded(reason));
    t.equal((await get(`/events/${body.id}/revisions/1`)).body.reason, reason);
  }
  const { body } = await post('/events', anEvent(), { 'change-reason': "utf-8'ur'%D8%A7" });
  t.equal((await get(`/events/${body.id}/revisions/1`)).body.reason, 'ا', 'with its language, and in lower case');
  for (const wrong of ["UTF-8''%", "UTF-8''%C5", "UTF-8''%zz"])
    expectProblem(
      t,
      await post('/events', anEvent(), { 'change-reason': wrong }),
      400,
      'invalid_parameter',
      'Change-Reason: format',
    );
  expectProblem(
    t,
    await post('/events', anEvent(), { 'change-reason': "UTF-8''%00" }),
    400,
    'invalid_parameter',
    'Change-Reason: pattern',
  );
});
