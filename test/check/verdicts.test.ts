/** The verdicts of the check, held against a reading of the rules sentence by sentence. */
import fc from 'fast-check';
import t from 'tap';
import { STAGES } from '../stages/naive.js';
import { runs } from '../support/place.js';
import { type Json, openRegister, populate } from '../support/register.js';
import { verdictByTheRules, type Written } from './oracle.js';

const EDTF = ['2025-03-01', '2025-03-02', '2025-03-03', '[2025-03-01..2025-03-02]', '[..2025-03-02]', '[2025-03-02..]'];
const DAYS = ['2025-03-01', '2025-03-02', '2025-03-03'];
const maybe = <T>(one: fc.Arbitrary<T>, freq = 2) => fc.option(one, { nil: undefined, freq });

const milestones: fc.Arbitrary<Written[]> = fc.array(
  fc.record({
    stage: fc.constantFrom(...STAGES),
    polarity: fc.constantFrom('affirmed', 'affirmed', 'negated'),
    edtf: maybe(fc.constantFrom(...EDTF), 4),
    other: maybe(fc.constantFrom(...EDTF), 1),
    doubted: fc.constantFrom(false, false, true),
    published: fc.constantFrom(undefined, ...DAYS),
  }),
  { minLength: 1, maxLength: 3, size: 'max' },
);

t.test('each verdict is that of the rules, at every clock, for every stage', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const day of DAYS)
    await register.post('/sources', { id: `of-${day}`, kind: 'filing', published: { edtf: day } });
  await register.post('/sources', { id: 'of-nobody-knows', kind: 'filing' });
  const sourceOf = (day: string | undefined) => (day === undefined ? 'of-nobody-knows' : `of-${day}`);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(milestones, async (written) => {
      const parties = [`a-${count}`, `b-${count++}`];
      for (const id of parties) await register.post('/parties', { id, kind: 'company', name: id });
      const cited = (one: Written) => [{ source: sourceOf(one.published) }];
      const body = {
        id: `pact-${count}`,
        title: `Pact ${count}`,
        parties: parties.map((party) => ({ party })),
        milestones: written.map(({ stage, polarity, edtf, ...one }) => ({
          stage,
          polarity,
          date: edtf === undefined ? { basis: 'unresolved' } : { edtf },
          citations: cited({ stage, ...one }),
        })),
      };
      const { status, body: stored, text } = await register.post('/partnerships', body);
      if (status !== 201) throw new Error(text);
      const alternatives = written.flatMap((one, index) => {
        const member = `/milestones/${stored.milestones[index].id}`;
        const own = { rank: 'normal', citations: cited(one) };
        return [
          ...(one.other === undefined ? [] : [{ member: `${member}/date`, value: { edtf: one.other }, ...own }]),
          ...(one.doubted ? [{ member, ...own }] : []),
        ];
      });
      if (alternatives.length > 0) {
        const { status, text } = await register.patch(
          `/partnerships/pact-${count}`,
          { alternatives },
          { 'if-match': '*' },
        );
        if (status !== 200) throw new Error(text);
      }
      for (const claimed of STAGES)
        for (const on of [undefined, DAYS[count % 3]])
          for (const until of [undefined, DAYS[(count + 1) % 3]]) {
            const query = new URLSearchParams({ between: parties.join(), stage: claimed });
            if (on) query.set('true_on', on);
            if (until) query.set('published_until', until);
            const { body: answer, text } = await register.get(`/check?${query}`);
            const expected = verdictByTheRules(claimed, written, on, until);
            if (answer.verdict !== expected)
              throw new Error(`${query}: ${text} instead of ${expected} of ${JSON.stringify(written)}`);
          }
    }),
    { numRuns: runs(40) },
  );
});

t.test('a record that carries a statement decides, whatever other records say', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const pact = (id: string, milestone: Json) => ({
    id,
    title: id,
    parties: [{ party: 'arcadia' }, { party: 'borduria' }],
    milestones: [{ citations: [{ source: 'report' }], ...milestone }],
  });
  const verdict = async () => (await register.get('/check?between=arcadia,borduria&stage=signed')).body.verdict;
  t.equal(await verdict(), 'not_shown');
  await register.post('/partnerships', pact('first', { stage: 'talks' }));
  t.equal(await verdict(), 'overstated');
  await register.post('/partnerships', pact('second', { stage: 'signed', polarity: 'negated' }));
  t.equal(await verdict(), 'contradicted');
  await register.post('/partnerships', pact('third', { stage: 'in_force' }));
  t.equal(await verdict(), 'understated');
  await register.post('/partnerships', pact('fourth', { stage: 'signed' }));
  t.equal(await verdict(), 'supported');
});
