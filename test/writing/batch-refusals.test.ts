/** Batches that can't be carried out: nothing is stored, and everything that is wrong is reported with its place. */
import t from 'tap';
import { dump } from '../support/dump.js';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, type Json, openRegister, populate, readerKey } from '../support/register.js';

const register = await openRegister(t);
const { post } = register;
await populate(register);
await post('/sources', { id: 'quoted', kind: 'interview' });
await register.putText('quoted', 'The ministers met. They met again.');
await post('/events', anEvent({ id: 'there' }));
await post('/events', anEvent({ id: 'lost' }));
await register.delete('/events/lost', { 'if-match': '*' });

const batch = (operations: unknown[], headers = {}) => post('/batch', { operations }, headers);
const create = (document: object, record = 'event') => ({ operation: 'create', record, document });
const fine = create({ kind: 'company', name: 'Fine' }, 'party');
const event = (operation: string, more: object) => ({ operation, record: 'event', id: 'there', ...more });
const quoting = (quote: string) => create(anEvent({ citations: [{ source: 'quoted', quote }] }));

/** What is wrong with a batch, by its name: the operations, the answer, and its findings. */
const WRONG: Record<string, [operations: unknown[], status: number, code: string, ...findings: string[]]> = {
  'no operations': [[], 422, 'validation', '/operations out_of_range'],
  'too many': [Array(501).fill(fine), 422, 'validation', '/operations out_of_range'],
  'no object': [[fine, 5], 422, 'validation', '/operations/1 wrong_type'],
  'no kind of record': [[{ operation: 'create', document: {} }], 422, 'validation', '/operations/0/record required'],
  'another kind': [[create({}, 'treaty')], 422, 'validation', '/operations/0/record unknown_value'],
  'another action': [[event('destroy', {})], 422, 'validation', '/operations/0/operation unknown_value'],
  'no action': [[{ record: 'event' }], 422, 'validation', '/operations/0/operation required'],
  'an unknown member': [[{ ...fine, name: 'x' }], 422, 'validation', '/operations/0/name unknown_member'],
  'a create with an id': [[{ ...fine, id: 'x' }], 422, 'validation', '/operations/0/id unknown_member'],
  'a create without a document': [
    [{ operation: 'create', record: 'party' }],
    422,
    'validation',
    '/operations/0/document required',
  ],
  'a patch without a patch': [
    [event('patch', { document: anEvent() })],
    422,
    'validation',
    '/operations/0/patch required',
    '/operations/0/document unknown_member',
  ],
  'a delete with a document': [
    [event('delete', { document: anEvent() })],
    422,
    'validation',
    '/operations/0/document unknown_member',
  ],
  'a text for an event': [
    [{ ...create(anEvent()), text: 'x' }],
    422,
    'validation',
    '/operations/0/text unknown_member',
  ],
  'a text with control characters': [
    [{ ...create({ kind: 'other' }, 'source'), text: 'a\0b' }],
    422,
    'validation',
    '/operations/0/text pattern',
  ],
  'nothing to append': [[event('append', {})], 422, 'validation', '/operations/0 required'],
  'nowhere to append': [
    [{ operation: 'append', record: 'source', id: 'report' }],
    422,
    'validation',
    '/operations/0 required',
  ],
  'two things to append': [
    [
      {
        ...{ operation: 'append', record: 'partnership', id: 'pact', citation: { source: 'report' } },
        milestone: { stage: 'talks', citations: [{ source: 'report' }] },
      },
    ],
    422,
    'validation',
    '/operations/0/milestone unknown_member',
  ],
  'an if_match that is none': [
    [event('delete', { if_match: 'yes' })],
    422,
    'validation',
    '/operations/0/if_match pattern',
  ],
  'findings of form in several': [
    [create({ title: 5 }), fine, create(anEvent({ kind: 'party' }))],
    422,
    'validation',
    '/operations/0/document/title wrong_type',
    '/operations/0/document/kind required',
    '/operations/0/document/citations required',
    '/operations/2/document/kind unknown_value',
  ],
  'one record twice': [
    [event('patch', { patch: {}, if_match: '*' }), fine, event('delete', { if_match: '*' })],
    422,
    'validation',
    '/operations/2 duplicate',
  ],
  'one new id twice': [
    [create(anEvent({ id: 'new' })), create(anEvent({ id: 'new' }))],
    422,
    'validation',
    '/operations/1 duplicate',
  ],
  'findings of meaning in several': [
    [fine, quoting('sang'), create(anEvent({ mentions: ['nobody'] })), quoting('met')],
    422,
    'validation',
    '/operations/1/document/citations/0/quote quote_not_found',
    '/operations/2/document/mentions/0 unknown_reference',
    '/operations/3/document/citations/0/quote quote_ambiguous',
  ],
  'a patch whose result does not hold': [
    [event('patch', { patch: { mentions: ['nobody'] }, if_match: '*' })],
    422,
    'validation',
    '/operations/0/patch/mentions/0 unknown_reference',
  ],
  'an item that does not hold': [
    [event('append', { citation: { source: 'quoted', quote: 'sang' } })],
    422,
    'validation',
    '/operations/0/citation/quote quote_not_found',
  ],
  'a computed member that differs': [
    [create({ ...anEvent(), revision: 7 })],
    422,
    'validation',
    '/operations/0/document/revision computed_member',
  ],
  'another id in the document': [
    [event('replace', { document: anEvent({ id: 'elsewhere' }), if_match: '*' })],
    422,
    'validation',
    '/operations/0/document/id id_mismatch',
  ],
  'a condition that is missing': [
    [fine, event('delete', {})],
    428,
    'precondition_required',
    '/operations/1/if_match required',
  ],
  'a condition that does not hold': [
    [fine, event('patch', { patch: {}, if_match: '"9"' })],
    412,
    'precondition_failed',
    '/operations/1/if_match condition',
  ],
  'an id that is taken': [
    [fine, create(anEvent({ id: 'there' }))],
    409,
    'already_exists',
    '/operations/1/document/id duplicate',
  ],
  'a record that is not there': [
    [fine, { ...event('patch', { patch: {}, if_match: '*' }), id: 'never' }],
    404,
    'not_found',
    '/operations/1 refused',
  ],
  'a record that is gone': [
    [fine, { ...event('delete', { if_match: '*' }), id: 'lost' }],
    410,
    'gone',
    '/operations/1 refused',
  ],
  'a record that others refer to': [
    [fine, { operation: 'delete', record: 'source', id: 'report', if_match: '*' }],
    409,
    'still_referenced',
    '/operations/1 refused',
  ],
  'a record that another operation refers to': [
    [
      create(anEvent({ mentions: ['coinworks'] })),
      { operation: 'delete', record: 'party', id: 'coinworks', if_match: '*' },
    ],
    422,
    'validation',
    '/operations/0/document/mentions/0 unknown_reference',
  ],
  'several kinds of refusal': [
    [create(anEvent({ id: 'there' })), { ...event('delete', { if_match: '*' }), id: 'lost' }],
    409,
    'already_exists',
    '/operations/0/document/id duplicate',
    '/operations/1 refused',
  ],
};

for (const [what, [operations, status, code, ...findings]] of Object.entries(WRONG))
  t.test(what, async (t) => {
    const before = await dump(register.engine.reader);
    expectProblem(t, await batch(operations), status, code, ...findings);
    t.same(await dump(register.engine.reader), before);
  });

t.test('a misquotation in a batch shows the passage that comes closest', async (t) => {
  const { body } = await batch([fine, quoting('The minister met')]);
  t.match(body.errors, [{ code: 'quote_not_found', nearest: { quote: /The ministers met/ } }]);
});

t.test('at most a hundred findings are reported, those of the first operations', async (t) => {
  const { body } = await batch(Array.from({ length: 300 }, () => create({})));
  t.equal(body.errors.length, 100);
  t.ok(body.errors.every(({ pointer }: Json) => /^\/operations\/[0-3]?\d\/document\//.test(pointer)));
});

t.test('bodies that are no batch are refused for what they are', async (t) => {
  for (const body of [[], 'null', { operations: {} }, { operations: [fine], more: 1 }, {}])
    expectProblem(t, await post('/batch', body), 422, 'validation');
  expectProblem(t, await post('/batch', '{'), 400, 'malformed_request');
  expectProblem(t, await batch([fine], readerKey), 403, 'forbidden');
});
