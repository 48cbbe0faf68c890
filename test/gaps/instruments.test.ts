/** An instrument that is further than the milestones is noticed. */
import fc from 'fast-check';
import t from 'tap';
import { partsOf, possibleDays, type WrittenDate, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { aPartnership, type Json, openRegister, populate } from '../support/register.js';

const RANKED = ['exploratory', 'talks', 'intent_announced', 'partnership_announced', 'signed', 'in_force'];
/** The milestones that say as much as an instrument of each status. */
const SAYING: Record<string, string[]> = {
  under_discussion: RANKED.slice(1),
  drafted: RANKED.slice(1),
  signed: RANKED.slice(4),
  ratified: RANKED.slice(4),
  in_force: RANKED.slice(5),
  suspended: ['suspended'],
  terminated: ['ended'],
};
const isOpen = ({ edtf }: WrittenDate, end: 'from' | 'to') => partsOf(edtf).some((part) => part[end] === undefined);
const isSurelyBefore = (one: WrittenDate | undefined, other: WrittenDate) =>
  one !== undefined &&
  !isOpen(one, 'to') &&
  !isOpen(other, 'from') &&
  possibleDays(one).at(-1)! < possibleDays(other)[0]!;

const date = fc.option(writtenDates, { nil: undefined, freq: 6 });
const milestone = fc.record({
  stage: fc.constantFrom(...RANKED, 'suspended', 'ended', 'denied'),
  polarity: fc.constantFrom('affirmed', 'affirmed', 'affirmed', 'negated'),
  date: writtenDates,
});
const instrument = fc.record({ status: fc.constantFrom(...Object.keys(SAYING)), date });

t.test('whichever milestones and instruments there are, it is noticed when none says as much in time', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/partnerships', aPartnership({ id: 'pact' }));
  const citations = [{ source: 'report' }];
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(milestone, { minLength: 1, maxLength: 4 }), instrument, async (milestones, one) => {
      const dated = ({ date, ...others }: Json) => ({
        ...others,
        ...(date && { date: { edtf: date.edtf } }),
        citations,
      });
      const body = aPartnership({
        milestones: milestones.map(dated),
        instruments: [{ kind: 'mou', ...dated(one) }],
      });
      const { status, body: read } = await register.put('/partnerships/pact', body, { 'if-match': '*' });
      const saying = milestones.filter(
        ({ stage, polarity }) => polarity === 'affirmed' && SAYING[one.status]!.includes(stage),
      );
      const isConcluded = ['signed', 'ratified', 'in_force'].includes(one.status);
      const expected =
        saying.length === 0
          ? isConcluded
            ? 'refused'
            : 'status'
          : saying.every((step) => isSurelyBefore(one.date, step.date))
            ? 'date'
            : 'none';
      const found = (read.notices ?? []).filter(({ code }: Json) => code === 'instrument_ahead_of_milestones');
      const actual =
        status === 422 ? 'refused' : found.map(({ pointer }: Json) => pointer.split('/').at(-1)).join() || 'none';
      seen.set(actual, (seen.get(actual) ?? 0) + 1);
      if (actual !== expected) throw new Error(`${actual}, not ${expected}: ${JSON.stringify(body)}`);
    }),
    { numRuns: runs(300) },
  );
  t.equal(seen.size, 4, JSON.stringify([...seen]));
});

t.test('a date that somebody else gives is as good as the one that stands there', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const citations = [{ source: 'report' }];
  const { body } = await register.post(
    '/partnerships',
    aPartnership({
      id: 'pact',
      milestones: [{ stage: 'signed', date: { edtf: '2025-06' }, citations }],
      instruments: [{ kind: 'mou', status: 'signed', date: { edtf: '2025-03' }, citations }],
    }),
  );
  const pointer = `/instruments/${body.instruments[0].id}/date`;
  t.match(body.notices, [{ code: 'instrument_ahead_of_milestones', pointer, detail: /2025-03.*signed/ }]);
  const alternative = { member: pointer, value: { edtf: '2025-06' }, citations };
  const after = await register.post('/partnerships/pact/alternatives', alternative);
  t.equal(after.status, 201, after.text);
  t.notOk('notices' in after.body);
});
