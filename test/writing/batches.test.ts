/** Batches: many records in one call, in any order, all of them. */
import fc from 'fast-check';
import t from 'tap';
import { IDS, sampled } from '../support/random-register.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post } = register;
await populate(register);
const batch = (operations: object[], headers = {}, query = '') => post(`/batch${query}`, { operations }, headers);
const create = (record: string, document: object, more = {}) => ({ operation: 'create', record, document, ...more });
const COLLECTIONS: Record<string, string> = {
  party: 'parties',
  source: 'sources',
  event: 'events',
  partnership: 'partnerships',
};

t.test('a partnership with its parties, its source and the text of that is one call', async (t) => {
  const quote = 'signed a memorandum';
  const { status, body, headers } = await batch([
    create('partnership', {
      id: 'pact',
      title: 'A pact',
      parties: [{ party: 'north' }, { party: 'south' }],
      milestones: [{ stage: 'signed', citations: [{ source: 'wire', quote }] }],
    }),
    create(
      'source',
      { id: 'wire', kind: 'press_release', published: { edtf: '2025-06-01' } },
      { text: `They ${quote}.` },
    ),
    create('party', { id: 'north', kind: 'company', name: 'North' }),
    create('party', { id: 'south', kind: 'company', name: 'South' }),
  ]);
  t.equal(status, 200);
  t.equal(headers.location, undefined);
  t.same(
    body.results.map(({ pointer, status, operation, record, id, revision }: Json) =>
      [pointer, status, operation, record, id, revision].join(' '),
    ),
    [
      '/operations/0 201 create partnership pact 1',
      '/operations/1 201 create source wire 1',
      '/operations/2 201 create party north 1',
      '/operations/3 201 create party south 1',
    ],
  );
  for (const { record, id, document } of body.results)
    t.strictSame(document, (await get(`/${COLLECTIONS[record]}/${id}`)).body, `${record} ${id}`);
  const [{ document }] = body.results;
  t.same([document.stage, document.evidence, document.scope], ['signed', 'matched', 'company_company']);
  t.same(document.stage_since.edtf, '[..2025-06-01]');
  const text = await get('/sources/wire/text', { authorization: 'Bearer a-key-for-tests-only' });
  t.equal(text.text, `They ${quote}.`);
});

t.test('records may refer to one another in circles', async (t) => {
  const { status } = await batch([
    create('partnership', {
      ...aPartnership({ id: 'circle' }),
      milestones: [{ stage: 'signed', event: 'circle', citations: [{ source: 'report' }] }],
    }),
    create('event', anEvent({ id: 'circle', kind: 'signing', partnerships: ['circle'] })),
  ]);
  t.equal(status, 200);
  t.equal((await get('/partnerships?id=circle')).body.data[0].milestones[0].event, 'circle');
});

t.test('every kind of operation can be in it, and each has its result', async (t) => {
  for (const id of ['one', 'two', 'three', 'four']) await post('/events', anEvent({ id }));
  await register.delete('/events/four', { 'if-match': '*' });
  const { body } = await batch([
    { operation: 'replace', record: 'event', id: 'one', if_match: '"1"', document: anEvent({ title: 'Replaced' }) },
    { operation: 'replace', record: 'event', id: 'five', document: anEvent({ title: 'Placed' }) },
    { operation: 'replace', record: 'event', id: 'four', document: anEvent({ title: 'Restored' }) },
    { operation: 'patch', record: 'event', id: 'two', if_match: '1', patch: { title: 'Patched', summary: null } },
    { operation: 'delete', record: 'event', id: 'three', if_match: '*' },
    {
      operation: 'append',
      record: 'partnership',
      id: 'circle',
      milestone: { stage: 'ended', citations: [{ source: 'report' }] },
    },
    { operation: 'append', record: 'party', id: 'arcadia', citation: { source: 'report' } },
    { operation: 'patch', record: 'source', id: 'report', if_match: 'W/"1"', patch: {}, text: 'New words.' },
  ]);
  t.same(
    body.results.map(({ status, operation, id, revision, document }: Json) => [
      status,
      operation,
      id,
      revision,
      !!document,
    ]),
    [
      [200, 'replace', 'one', 2, true],
      [201, 'create', 'five', 1, true],
      [201, 'restore', 'four', 3, true],
      [200, 'patch', 'two', 2, true],
      [204, 'delete', 'three', 2, false],
      [201, 'append', 'circle', 2, true],
      [201, 'append', 'arcadia', 2, true],
      [200, 'patch', 'report', 2, true],
    ],
  );
  t.equal((await get('/events/three')).status, 410);
  t.equal((await get('/partnerships/circle')).body.stage, 'ended');
});

t.test('what was read can be sent back, computed members and all', async (t) => {
  const { body } = await get('/partnerships/circle');
  const sent = { operation: 'replace', record: 'partnership', id: 'circle', if_match: '*', document: body };
  const answer = await batch([sent]);
  t.equal(answer.status, 200, answer.text);
});

t.test('ids that are made leave those that are chosen alone', async (t) => {
  const named = { kind: 'company', name: 'Wanted' };
  const { body } = await batch([
    create('party', named),
    create('party', named),
    create('party', { ...named, id: 'wanted' }),
  ]);
  t.same(
    body.results.map(({ id }: Json) => id),
    ['wanted-2', 'wanted-3', 'wanted'],
  );
});

t.test('a record that nothing else refers to any more can be deleted in the same batch', async (t) => {
  await post('/parties', { id: 'leaving', kind: 'company', name: 'Leaving' });
  await post('/events', anEvent({ id: 'mentioning', mentions: ['leaving'] }));
  const { status } = await batch([
    { operation: 'delete', record: 'party', id: 'leaving', if_match: '*' },
    { operation: 'patch', record: 'event', id: 'mentioning', if_match: '*', patch: { mentions: null } },
  ]);
  t.equal(status, 200);
});

t.test('a batch has one reason and one time, and its actor', async (t) => {
  await batch(
    [
      create('party', { id: 'r-1', kind: 'company', name: 'R' }),
      create('party', { id: 'r-2', kind: 'company', name: 'R' }),
    ],
    {
      'change-reason': 'Brought in.',
    },
  );
  const [one, two] = await Promise.all(['r-1', 'r-2'].map((id) => get(`/parties/${id}/revisions`)));
  t.strictSame(one!.body.data, two!.body.data);
  t.match(one!.body.data, [{ actor: 'tester', reason: 'Brought in.' }]);
});

t.test('a batch that is sent again with its Idempotency-Key is carried out once', async (t) => {
  const send = () =>
    batch([create('party', { kind: 'company', name: 'Batched once' })], { 'idempotency-key': 'batch' });
  const [first, again] = [await send(), await send()];
  t.same([first.text, again.headers['idempotent-replayed']], [again.text, 'true']);
});

t.test('500 operations are one call, and no more', async (t) => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, number) => create('party', { kind: 'company', name: `Many ${number}` }));
  const { status, body } = await batch(many(500));
  t.same([status, body.results.length], [200, 500]);
});

t.test('whatever their order, records written at once say what they say when written one by one', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.infiniteStream(fc.nat()), async (seed, chance) => {
      const records = sampled(seed);
      const [together, apart] = [await openRegister(t), await openRegister(t)];
      for (const [collection, documents] of Object.entries(records))
        for (const document of documents) {
          const { status, text } = await apart.post(`/${collection}`, document);
          if (status !== 201) throw new Error(text);
        }
      const operations = Object.entries(records)
        .flatMap(([collection, documents]) =>
          documents.map((document) => ({ operation: 'create', record: recordOf(collection), document })),
        )
        .map((operation) => ({ operation, at: chance.next().value }))
        .sort((one, other) => one.at - other.at)
        .map(({ operation }) => operation);
      const { status, text } = await together.post('/batch', { operations });
      if (status !== 200) throw new Error(text);
      for (const [collection, ids] of Object.entries(IDS))
        for (const id of ids) {
          const [one, other] = await Promise.all([together, apart].map((one) => one.get(`/${collection}/${id}`)));
          t.strictSame(plain(one!.body), plain(other!.body), `${collection}/${id}`);
        }
    }),
    { numRuns: 5 },
  );
});

const recordOf = (collection: string) => Object.keys(COLLECTIONS).find((record) => COLLECTIONS[record] === collection);
const plain = ({ created_at: _created, updated_at: _updated, revision: _revision, ...said }: Json) => said;
