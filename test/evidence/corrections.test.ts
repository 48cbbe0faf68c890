/** After any corrections of sources, the figures of all that rests on them are what a plain count says. */
import fc from 'fast-check';
import t from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { countVoices } from '../support/filter-oracle.js';
import { runs } from '../support/place.js';
import { ALL_NAMES, PARTIES, SOURCES, writeRandomly } from '../support/random-register.js';
import { type Json, openRegister } from '../support/register.js';

const corrections = fc.array(
  fc.record({
    source: fc.nat(SOURCES.length - 1),
    change: fc.oneof(
      fc.record({ publisher: fc.constantFrom(null, ...PARTIES.slice(0, 3)) }),
      fc.record({ publisher_name: fc.constantFrom(null, ...ALL_NAMES.slice(0, 4)) }),
      fc.record({ attributed_to: fc.constantFrom(null, ...PARTIES.slice(0, 3).map((party) => [party])) }),
      // What it was made from comes before it, so that no chain leads back.
      fc.nat(SOURCES.length - 1).map((from) => ({ from })),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

t.test('after any corrections figures are what a plain count says, with a revision where they changed', async (t) => {
  const register = await openRegister(t);
  const seed = Math.floor(Math.random() * 2 ** 31);
  t.comment(`records of the seed ${seed}`);
  await writeRandomly(register, seed);
  const read = async () => {
    const [events, partnerships, sources] = await Promise.all(
      ['events', 'partnerships', 'sources'].map(async (list) => (await register.get(`/${list}?limit=200`)).body.data),
    );
    return { records: [...events, ...partnerships] as Json[], sources };
  };
  const check = ({ records, sources }: { records: Json[]; sources: Json[] }) => {
    for (const record of records)
      for (const one of record.milestones ?? [record]) {
        const ids = [...new Set<string>(one.citations.map((citation: Json) => citation.source))];
        const { sources: count, independent } = one.corroboration;
        const expected = countVoices(ids, sources);
        if (count !== ids.length || independent !== expected)
          throw new Error(`${record.id}: ${independent} of ${count}, not ${expected} of ${ids.length}`);
      }
  };
  let before = await read();
  check(before);
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(corrections, async (some) => {
      const operations = [...new Map(some.map((one) => [one.source, one])).values()].map(({ source, change }) => {
        const derived_from =
          'from' in change && change.from < source ? [{ source: SOURCES[change.from], relation: 'copy' }] : null;
        const patch = 'from' in change ? { derived_from } : change;
        return { operation: 'patch', record: 'source', id: SOURCES[source], if_match: '*', patch };
      });
      const { status, text } = await register.post('/batch', { operations });
      if (status !== 200) throw new Error(text);
      const after = await read();
      check(after);
      const former = new Map(before.records.map((one) => [`${one.record} ${one.id}`, one]));
      for (const one of after.records) {
        const { revision, ...old } = former.get(`${one.record} ${one.id}`);
        // A publisher that is not named is not known, which the records say as well.
        const figures = ({ corroboration, milestones, unknowns }: Json) =>
          JSON.stringify([corroboration, milestones, unknowns]);
        const hasChanged = figures(one) !== figures(old);
        if (hasChanged) changed++;
        if (one.revision !== revision + Number(hasChanged)) throw new Error(`${one.id} has revision ${one.revision}`);
      }
      before = after;
    }),
    { numRuns: runs(8), endOnFailure: true },
  );
  t.ok(changed > 0);
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});
