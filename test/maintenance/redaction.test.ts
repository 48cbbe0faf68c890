/** What the API tells of documents and texts that were taken out of the register. */
import t, { type Test } from 'tap';
import { redact } from '../../src/maintenance/redact.js';
import { verify } from '../../src/maintenance/verify.js';
import { readDocument } from '../../src/register/log/history.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const AUTHOR = { actor: 'registrar', reason: 'an order' };

async function populated(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  return register;
}

const definitionOf = (record: string) => RESOURCES.find((one) => one.record === record)!;
const takeOut = ({ engine }: TestRegister, record: string, id: string, more: object = {}) =>
  redact(engine, RESOURCES, AUTHOR, { definition: definitionOf(record), id, isOfText: false, ...more });
const isWhole = async (t: Test, { engine }: TestRegister) => t.same((await verify(engine, RESOURCES)).faults, []);

t.test('a redaction is a revision of the record, which says the same and what was taken out', async (t) => {
  const register = await populated(t);
  const { get, patch } = register;
  for (const summary of ['One.', 'Two.', 'Three.']) await patch('/parties/arcadia', { summary }, any);
  const before = (await get('/parties/arcadia')).body;
  await takeOut(register, 'party', 'arcadia', { revisions: [3, 1] });
  const { body, headers } = await get('/parties/arcadia');
  t.same({ ...body, revision: 4, updated_at: before.updated_at }, before);
  t.equal(headers.etag, '"5"');

  const { data } = (await get('/parties/arcadia/revisions')).body;
  const { at } = data[4];
  t.same(data[4], { revision: 5, operation: 'redact', at, ...AUTHOR, redacted: { revisions: [3, 1] } });
  const redaction = { at, ...AUTHOR, revision: 5 };
  t.same(
    data.map((one: Json) => one.redaction),
    [redaction, undefined, redaction, undefined, undefined],
  );
  const [first, second, last] = await Promise.all([1, 2, 5].map((one) => get(`/parties/arcadia/revisions/${one}`)));
  t.same(first!.body, data[0], 'without a document');
  t.equal(second!.body.document.summary, 'One.');
  t.same(last!.body, { ...data[4], document: body });
  await isWhole(t, register);
});

t.test('a question for a document that was taken out is refused, by its own code', async (t) => {
  const register = await populated(t);
  await register.patch('/parties/arcadia', { summary: 'One.' }, any);
  await takeOut(register, 'party', 'arcadia');
  const { reader } = register.engine;
  const document = readDocument(reader, definitionOf('party'), 'arcadia', 1);
  await t.rejects(document, { code: 'redacted', message: /revision 1 of party "arcadia" .* taken out .* at 20\d\d-/ });
  t.equal(
    await readDocument(reader, definitionOf('party'), 'arcadia', 3),
    (await register.get('/parties/arcadia')).text,
  );
  await t.rejects(readDocument(reader, definitionOf('party'), 'arcadia', 9), { code: 'not_found' });
});

t.test('unless revisions are named, all are taken out that say something else than the record says now', async (t) => {
  const register = await populated(t);
  for (const summary of ['One.', 'Two.']) await register.patch('/parties/arcadia', { summary }, any);
  t.match(await takeOut(register, 'party', 'arcadia'), { redacted: { revisions: [1, 2] }, by: [{ revision: 4 }] });
  t.equal(await takeOut(register, 'party', 'arcadia'), undefined, 'the redaction itself says what the record says');
  await register.patch('/parties/arcadia', { summary: 'Three.' }, any);
  t.match(await takeOut(register, 'party', 'arcadia'), { redacted: { revisions: [3, 4] }, by: [{ revision: 6 }] });
  await isWhole(t, register);
});

t.test('a deleted record of which nothing is left stays deleted, keeps its id, and can be brought back', async (t) => {
  const register = await populated(t);
  const { get, put, post, patch } = register;
  const url = '/partnerships/gone';
  await put(url, aPartnership());
  await register.delete(url, any);
  const { deleted_at } = (await get(url)).body;
  await takeOut(register, 'partnership', 'gone');
  const { data } = (await get(`${url}/revisions`)).body;
  t.match(data[0], { redaction: { revision: 3 } });
  t.match(data[2], { operation: 'redact', redacted: { revisions: [1] } });
  t.equal((await get(`${url}/revisions/3`)).body.document, undefined);
  expectProblem(t, await get(url), 410, 'gone');
  t.equal((await get(url)).body.deleted_at, deleted_at, 'it was deleted when it was');
  expectProblem(t, await patch(url, { title: 'New' }, any), 410, 'gone');
  expectProblem(t, await register.delete(url, any), 410, 'gone');
  expectProblem(t, await post('/partnerships', aPartnership({ id: 'gone' })), 409, 'already_exists');
  t.equal(await takeOut(register, 'partnership', 'gone'), undefined);
  await isWhole(t, register);

  const restored = await put(url, aPartnership({ title: 'Back' }));
  t.same([restored.status, restored.body.revision, restored.body.created_at], [201, 4, data[0].at]);
  t.equal((await get(url)).text, restored.text);
  t.equal((await get(`${url}/revisions/4`)).body.operation, 'restore');
  await isWhole(t, register);
});

t.test('what was taken out cannot be made the newest revision again', async (t) => {
  const register = await populated(t);
  const url = '/parties/arcadia';
  for (const summary of ['One.', 'Two.']) await register.patch(url, { summary }, any);
  await takeOut(register, 'party', 'arcadia', { revisions: [2] });
  expectProblem(
    t,
    await register.post(`${url}/revert`, { revision: 2 }, any),
    ...([422, 'validation', '/revision no_document'] as const),
  );
  const { status, body } = await register.post(`${url}/revert`, { revision: 1 }, any);
  t.same([status, body.revision, 'summary' in body], [200, 5, false]);
  t.match(await takeOut(register, 'party', 'arcadia'), { redacted: { revisions: [1, 3, 4] } });
  t.equal(
    (await register.get(url)).text,
    (await register.get(`${url}/revisions/6`)).text.replace(/^.*"document":(.*)}$/, '$1'),
  );
  await isWhole(t, register);
});

t.test('every kind of record can be deleted, taken out and brought back', async (t) => {
  const register = await populated(t);
  const bodies: Record<string, [url: string, body: object]> = {
    party: ['/parties/gone', { kind: 'company', name: 'Gone' }],
    source: ['/sources/gone', { kind: 'filing' }],
    event: ['/events/gone', { kind: 'meeting', title: 'Gone', citations: [{ source: 'report' }] }],
  };
  for (const [record, [url, body]] of Object.entries(bodies)) {
    await register.put(url, body);
    await register.delete(url, any);
    t.match(await takeOut(register, record, 'gone'), { redacted: { revisions: [1] } }, record);
    t.equal((await register.put(url, body)).status, 201, record);
  }
  await isWhole(t, register);
});

t.test('a source that is brought back has the text that it had, unless that was taken out', async (t) => {
  const register = await populated(t);
  const { put, putText, get } = register;
  for (const id of ['kept', 'taken']) {
    await put(`/sources/${id}`, { kind: 'filing', text_access: 'public' });
    await putText(id, `The text of what is ${id}.`);
    await register.delete(`/sources/${id}`, any);
  }
  t.match(await takeOut(register, 'source', 'taken', { isOfText: true }), { by: [{ id: 'taken', revision: 4 }] });
  for (const id of ['kept', 'taken']) await put(`/sources/${id}`, { kind: 'filing', text_access: 'public' });
  t.equal((await get('/sources/kept/text')).text, 'The text of what is kept.');
  expectProblem(t, await get('/sources/taken/text'), 404, 'not_found');
  t.notOk('text_sha256' in (await get('/sources/taken')).body);
  t.equal((await putText('taken', 'Another text.')).status, 201);
  await isWhole(t, register);
});

t.test('a text that another source holds is not taken out with those of a history', async (t) => {
  const register = await populated(t);
  await register.putText('report', 'A text of two.');
  await register.post('/sources', { id: 'other', kind: 'filing', text_access: 'public' });
  await register.putText('other', 'A text of two.');
  await register.delete('/sources/report/text', any);
  t.equal(await takeOut(register, 'source', 'report', { isOfText: true }), undefined);
  t.equal((await register.get('/sources/other/text')).text, 'A text of two.');
  await isWhole(t, register);
});

t.test('documents that are taken out take the texts along that nothing else names', async (t) => {
  const register = await populated(t);
  const texts = async () => (await register.engine.reader.selectFrom('source_text').select('content').execute()).length;
  await register.post('/sources', { id: 'orphan', kind: 'filing' });
  await register.putText('orphan', 'Private words.');
  await register.putText('orphan', 'Other words.');
  await register.putText('report', 'Other words.');
  await register.delete('/sources/orphan', any);
  t.equal(await texts(), 2);
  const outcome = await takeOut(register, 'source', 'orphan');
  t.equal(outcome?.redacted.texts?.length, 1);
  t.equal(await texts(), 1, 'the other text is still held');
  await isWhole(t, register);
});

t.test(
  'what was answered to a request with a key goes with the document, and the request is not carried out again',
  async (t) => {
    const register = await populated(t);
    const send = (name: string, key: string) =>
      register.post('/parties', { kind: 'company', name }, { 'idempotency-key': key });
    const inBatch = () =>
      register.post(
        '/batch',
        { operations: [{ operation: 'create', record: 'party', document: { kind: 'company', name: 'Mentioned' } }] },
        { 'idempotency-key': 'batch' },
      );
    const kept = await send('Arcadia and more', 'kept');
    await send('Taken', 'taken');
    await inBatch();
    for (const id of ['taken', 'mentioned']) {
      await register.patch(`/parties/${id}`, { name: 'Renamed' }, any);
      await takeOut(register, 'party', id);
    }
    await register.patch('/parties/arcadia', { summary: 'New.' }, any);
    await takeOut(register, 'party', 'arcadia');
    expectProblem(t, await send('Taken', 'taken'), 410, 'redacted');
    expectProblem(t, await inBatch(), 410, 'redacted');
    expectProblem(t, await send('Another', 'taken'), 422, 'validation', 'Idempotency-Key: key_reused');
    t.equal((await send('Arcadia and more', 'kept')).text, kept.text, 'other answers are kept');
    // What is kept of an answer that was taken out reads like this id.
    await register.post('/parties', { id: 'null', kind: 'company', name: 'Null' });
    await register.patch('/parties/null', { name: 'Renamed' }, any);
    t.ok(await takeOut(register, 'party', 'null'));
  },
);
