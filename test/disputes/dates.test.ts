/** Dates of which sources say different things: certain when all versions are, possible when one is. */
import fc from 'fast-check';
import t from 'tap';
import { innerDays, possibleDays, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const COLLECTIONS = ['sources', 'events', 'partnerships'] as const;
type Collection = (typeof COLLECTIONS)[number];
const citations = [{ source: 'undated' }];

const bodyOf = (collection: Collection, date: object | undefined, alternatives: object[]): object => {
  if (collection === 'sources') return { kind: 'filing', ...(date && { published: date }), alternatives };
  if (collection === 'events') return anEvent({ citations, ...(date && { date }), alternatives });
  return aPartnership({ milestones: [{ stage: 'talks', ...(date && { date }), citations }], alternatives });
};
const MEMBER = { sources: '/published', events: '/date', partnerships: '/milestones/0/date' };

/** Dates that stand in a record, and what others say, of either rank. */
const records = fc.record({
  collection: fc.constantFrom(...COLLECTIONS),
  date: fc.option(writtenDates, { freq: 6, nil: undefined }),
  others: fc.array(
    fc.record({
      date: fc.option(writtenDates, { freq: 8, nil: undefined }),
      rank: fc.constantFrom('normal', 'normal', 'deprecated'),
      asText: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});
type Written = typeof records extends fc.Arbitrary<infer T> ? T : never;

const alternativesOf = ({ collection, others }: Written): object[] =>
  others.map(({ date, rank, asText }) => ({
    ...(asText && date
      ? { member: `${MEMBER[collection]}/edtf`, value: date.edtf }
      : { member: MEMBER[collection], value: date ? { edtf: date.edtf } : { text: 'one day' } }),
    rank,
    citations,
  }));

/** The days on which one of the versions may be; none when none says when. */
const daysOf = ({ date, others }: Written): string[] => {
  const versions = [date, ...others.flatMap((one) => (one.rank === 'normal' ? [one.date] : []))];
  return [...new Set(versions.flatMap((one) => (one ? possibleDays(one) : [])))];
};

t.test('lists answer for every version of a date, whichever of them is preferred', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.put('/sources/undated', { kind: 'dataset' });
  const seed = Math.floor(Math.random() * 2 ** 31);
  t.comment(`records of the seed ${seed}`);
  const written = fc.sample(records, { seed, numRuns: 3 * runs(60) }).map((one, index) => ({
    ...one,
    id: `record-${index}`,
    days: daysOf(one),
  }));
  for (const one of written) {
    const body = { ...bodyOf(one.collection, one.date && { edtf: one.date.edtf }, alternativesOf(one)), id: one.id };
    const answer = await register.post(`/${one.collection}`, body);
    t.equal(answer.status, 201, answer.text.slice(0, 500));
  }
  const asked = fc.record({ collection: fc.constantFrom(...COLLECTIONS), ends: fc.tuple(innerDays, innerDays) });
  const sides = fc.constantFrom('both', 'from', 'to');
  await fc.assert(
    fc.asyncProperty(asked, sides, async ({ collection, ends }, side) => {
      const [from, to] = ends.toSorted() as [string, string];
      const range = {
        both: `from=${from}&to=${to}`,
        from: `from=${from}`,
        to: `to=${to}`,
      }[side];
      const isIn = (day: string) => (side === 'to' || day >= from) && (side === 'from' || day <= to);
      const meant = written.filter((one) => one.collection === collection && one.days.length > 0);
      const expected = {
        certain: meant.filter(({ days }) => days.every(isIn)),
        possible: meant.filter(({ days }) => days.some(isIn)),
      };
      for (const match of ['certain', 'possible'] as const) {
        const { body } = await register.get(`/${collection}?${range}&date_match=${match}&limit=200`);
        const found = body.data.map(({ id }: Json) => id).filter((id: string) => id.startsWith('record-'));
        const ids = expected[match].map(({ id }) => id);
        if (`${found.toSorted()}` !== `${ids.toSorted()}`)
          throw new Error(`${collection}?${range}&date_match=${match}: ${found} instead of ${ids}`);
        const leftOut = match === 'certain' ? expected.possible.length - ids.length : 0;
        if (body.meta.left_out.possible !== leftOut) throw new Error(`${range}: ${JSON.stringify(body.meta)}`);
      }
    }),
    { numRuns: runs(150) },
  );
});
