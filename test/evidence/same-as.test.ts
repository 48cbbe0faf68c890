/** A citation of a milestone may name one of the record's own, and is stored as complete as if it had been written out. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { aPartnership, type Json, openRegister, populate } from '../support/register.js';

const any = { 'if-match': '*' };
const TEXT = 'Both met in May. Both signed an accord in June. Both met again.';
const OWN = [
  { source: 'report', quote: 'Both met in May', voice: 'narration' },
  { source: 'report', quote: 'Both', start: 17 },
  { source: 'report' },
];

const register = await openRegister(t);
await populate(register);
await register.putText('report', TEXT);
const { get, post, put, patch } = register;

const milestone = (...citations: object[]) => ({ stage: 'talks', citations });
const same = (index: number) => ({ same_as: index });

t.test('what is written by reference is stored as what is written out', async (t) => {
  const citation = fc.oneof(fc.nat(OWN.length - 1).map(same), fc.constantFrom(...OWN));
  const some = fc.array(citation, { minLength: 1, maxLength: 3 });
  const drafts = fc.record({
    milestones: fc.array(
      some.map((citations) => milestone(...citations)),
      { minLength: 1, maxLength: 3 },
    ),
    instruments: fc.array(
      some.map((citations) => ({ kind: 'mou', status: 'drafted', citations })),
      { maxLength: 2 },
    ),
    parties: fc.constant([{ party: 'arcadia', citations: [same(2)] }, { party: 'borduria' }]),
    aliases: some.map((citations) => [{ name: 'The accord', citations }]),
  });
  const writtenOut = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(writtenOut);
    if (value === null || typeof value !== 'object') return value;
    if ('same_as' in value) return OWN[value.same_as];
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, writtenOut(one)]));
  };
  const stored = async (members: object) => {
    const { status, body } = await put('/partnerships/either', aPartnership({ citations: OWN, ...members }), any);
    const { revision: _number, updated_at: _at, ...rest } = body;
    return { isRefused: status >= 300, rest };
  };
  await put('/partnerships/either', aPartnership());
  await fc.assert(
    fc.asyncProperty(drafts, async (draft) => {
      const byReference = await stored(draft);
      t.notOk(byReference.isRefused);
      await stored({ summary: 'Something else in between.' });
      t.strictSame(byReference.rest, (await stored(writtenOut(draft))).rest);
    }),
    { numRuns: 20 },
  );
});

t.test('what is patched or appended names the citations that the record then has', async (t) => {
  await put('/partnerships/changing', aPartnership({ citations: OWN.slice(0, 1) }));
  const { body } = await post('/partnerships/changing/milestones', milestone(same(0)));
  t.match(body.milestones[1].citations, [{ ...OWN[0], status: 'matched', start: 0 }]);
  const { body: patched } = await patch(
    '/partnerships/changing',
    { citations: OWN.toReversed(), instruments: [{ kind: 'mou', status: 'drafted', citations: [same(1)] }] },
    any,
  );
  t.match(patched.instruments[0].citations, [{ quote: 'Both', start: 17, status: 'matched' }]);
  t.match(patched.milestones[1], body.milestones[1], 'and what was copied stays');
  const claim = { predicate: 'mandate', value: 'to meet', citations: [same(0)] };
  const party = await patch('/parties/arcadia', { citations: [{ source: 'report' }], claims: [claim] }, any);
  t.match(party.body.claims[0].citations, [{ source: 'report', status: 'reference' }], 'any part of any record may');
});

t.test('what it names has to be there, and says all there is to say', async (t) => {
  const refused = async (milestone: Json, finding: string, members: object = { citations: OWN }) =>
    expectProblem(
      t,
      await post('/partnerships', aPartnership({ milestones: [milestone], ...members })),
      ...([422, 'validation', finding] as const),
    );
  const at = '/milestones/0/citations/0';
  await refused(milestone(same(3)), `${at}/same_as out_of_range`);
  await refused(milestone(same(0)), `${at}/same_as out_of_range`, {});
  await refused(milestone(same(-1)), `${at}/same_as out_of_range`);
  await refused(milestone({ same_as: '0' }), `${at}/same_as wrong_type`);
  await refused(milestone({ same_as: 0.5 }), `${at}/same_as wrong_type`);
  await refused(milestone({ same_as: 0, quote: 'Both' }), `${at}/same_as not_together`);
  await refused(milestone({}), `${at}/source required`);
  await refused(milestone({ quote: 'Both' }), `${at}/source required`);
  const [wrong] = await refused(milestone(same(7)), `${at}/same_as out_of_range`);
  t.match(wrong.detail, '0 to 2');
  const own = { milestones: [milestone({ source: 'report' })], citations: [{ source: 'report' }, same(0)] };
  expectProblem(
    t,
    await post('/partnerships', aPartnership(own)),
    ...([422, 'validation', '/citations/1/same_as unknown_member'] as const),
  );
});

t.test('a refusal of what was copied points to where it was asked for', async (t) => {
  await put('/sources/gone', { kind: 'interview' });
  await register.putText('gone', 'They signed.');
  const citations = [{ source: 'gone', quote: 'They signed' }];
  await put('/partnerships/stale', aPartnership({ citations }));
  await register.putText('gone', 'They denied it.');
  t.match((await get('/partnerships/stale')).body.citations, [{ status: 'stale' }]);
  const appended = await post('/partnerships/stale/milestones', milestone(same(0)));
  expectProblem(t, appended, 422, 'validation', '/citations/0/quote quote_not_found');
  const beyond = await post('/partnerships/stale/milestones', milestone(same(1)));
  expectProblem(t, beyond, 422, 'validation', '/citations/0/same_as out_of_range');
  const own = await post('/partnerships/stale/citations', same(0));
  expectProblem(t, own, 422, 'validation', '/same_as unknown_member');
  t.equal((await get('/partnerships/stale')).body.milestones.length, 1);
});
