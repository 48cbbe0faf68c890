/** Who held an office on a day, held against going through the days on which each may have begun and ended. */
import fc from 'fast-check';
import t from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { DAYS, expectedBounds, innerDays, writtenDates } from '../support/days.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { type Json, openRegister, populate } from '../support/register.js';

const any = { 'if-match': '*' };
const OFFICES = ['arcadia', 'borduria', 'coinworks'];

interface Held {
  of: string;
  from?: { edtf?: string } | undefined;
  to?: { edtf?: string } | undefined;
}

/** The days within the bounds of a date; all when nothing is known. */
function daysOf(date: { edtf?: string } | undefined): string[] {
  const { earliest = '', latest = '9999' } = date?.edtf ? expectedBounds({ edtf: date.edtf }) : {};
  return DAYS.filter((day) => earliest <= day && day <= latest);
}

const isUndated = (date: { edtf?: string } | undefined) => date?.edtf === undefined;
/** An interval with an open end, as the end of a position: it goes on. */
const goesOn = (date: { edtf?: string } | undefined) => /^[^[]*\/\.\.$/.test(date?.edtf ?? '');

function answer({ from, to }: Held, day: string): 'certain' | 'possible' | 'no' | 'undated' {
  if (isUndated(from) && isUndated(to)) return 'undated';
  const begins = daysOf(from);
  if (goesOn(to)) {
    if (!isUndated(from)) {
      const isBegun = begins.every((one) => one <= day) && expectedBounds({ edtf: from!.edtf! }).latest !== undefined;
      if (isBegun) return 'certain';
      if (expectedBounds({ edtf: from!.edtf! }).latest !== undefined) return begins[0]! <= day ? 'possible' : 'no';
    }
    const since = expectedBounds({ edtf: to!.edtf! }).earliest!;
    const isSince = since <= day && begins[0]! <= since;
    return isSince ? 'certain' : isUndated(from) || begins[0]! <= day ? 'possible' : 'no';
  }
  const ends = daysOf(to);
  const [first, last] = [begins[0]!, ends.at(-1)!];
  if (first > last) return 'no';
  // It ended no sooner than it began.
  const [lastBegin, firstEnd] = [begins.filter((one) => one <= last).at(-1)!, ends.find((one) => one >= first)!];
  if (lastBegin <= day && day <= firstEnd) return 'certain';
  return first <= day && day <= last ? 'possible' : 'no';
}

const dates = fc.option(
  writtenDates.map(({ edtf }) => ({ edtf })),
  { nil: undefined, freq: 4 },
);
const positions: fc.Arbitrary<Held[]> = fc.array(
  fc.record({ of: fc.constantFrom(...OFFICES), from: dates, to: dates }),
  { minLength: 1, maxLength: 3 },
);
const persons = fc.array(positions, { minLength: 6, maxLength: 6 });
const questions = fc.array(
  fc.record({
    of: fc.option(fc.subarray(OFFICES, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    on: fc.option(innerDays, { nil: undefined, freq: 8 }),
    match: fc.constantFrom('certain', 'possible', 'any', undefined),
  }),
  { minLength: 12, maxLength: 12 },
);

const MATCHING: Record<string, string[]> = {
  certain: ['certain'],
  possible: ['certain', 'possible'],
  any: ['certain', 'possible', 'undated'],
};

t.test('who held an office on a day is found by what is surely or possibly so', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const found = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(persons, questions, async (all, asked) => {
      for (const [index, held] of all.entries()) {
        const body = {
          kind: 'person',
          name: `Person ${index}`,
          positions: held.map((one) => ({ title: 'Chair', ...one })),
        };
        const { status, text } = await register.put(`/parties/person-${index}`, body, any);
        if (status > 201) {
          const created = await register.put(`/parties/person-${index}`, body);
          if (created.status !== 201) throw new Error(`${text} ${created.text}`);
        }
      }
      for (const { of, on, match } of asked) {
        if (of === undefined && on === undefined) continue;
        const query = new URLSearchParams();
        if (of) query.set('position_of', of.join());
        if (on) query.set('position_on', on);
        if (match) query.set('date_match', match);
        const expected = all.flatMap((held, index) =>
          held.some(
            (one) =>
              (of?.includes(one.of) ?? true) &&
              (on === undefined || MATCHING[match ?? 'certain']!.includes(answer(one, on))),
          )
            ? [`person-${index}`]
            : [],
        );
        const { body } = await register.get(`/parties?${query}&sort=id`);
        const ids = body.data.map(({ id }: Json) => id);
        if (`${ids}` !== `${expected}`)
          throw new Error(`${query} finds ${ids}, not ${expected} of ${JSON.stringify(all)}`);
        found.set(match ?? 'certain', (found.get(match ?? 'certain') ?? 0) + ids.length);
      }
    }),
    { numRuns: runs(36) },
  );
  t.ok([...found.values()].every((count) => count > 20) && found.size === 3, JSON.stringify([...found]));
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});

t.test(
  'an office without an end is held for sure on the day it began, and after that only where it is said to go on',
  async (t) => {
    const register = await openRegister(t);
    await populate(register);
    const write = (to?: object) =>
      register.put(
        '/parties/chair',
        {
          kind: 'person',
          name: 'A Chair',
          positions: [{ title: 'Chair', of: 'arcadia', from: { edtf: '2025-03-14' }, ...(to && { to }) }],
        },
        to ? any : {},
      );
    const on = async (day: string, match: string) =>
      (await register.get(`/parties?position_of=arcadia&position_on=${day}&date_match=${match}`)).body.data.length;
    await write();
    t.same([await on('2025-03-13', 'any'), await on('2025-03-14', 'certain')], [0, 1]);
    t.same([await on('2025-06-15', 'certain'), await on('2025-06-15', 'possible')], [0, 1]);
    await write({ edtf: '2025-08-02/..' });
    t.same([await on('2025-06-15', 'certain'), await on('2031-01-01', 'certain')], [1, 1]);
    await write({ edtf: '[2025-08-02..]' });
    t.same(
      [await on('2025-06-15', 'certain'), await on('2025-08-03', 'certain'), await on('2025-08-03', 'possible')],
      [1, 0, 1],
    );
    await write({ edtf: '2025-07' });
    t.same(
      [await on('2025-07-01', 'certain'), await on('2025-07-02', 'certain'), await on('2025-07-31', 'possible')],
      [1, 0, 1],
    );
    t.equal(await on('2025-08-01', 'any'), 0);
  },
);

t.test('an office is asked for on one day that there is', async (t) => {
  const register = await openRegister(t);
  for (const [query, finding] of [
    ['position_on=2025-02-30', 'position_on format'],
    ['position_on=2025-06', 'position_on'],
    ['position_on=2025-06-15,2025-06-16', 'position_on'],
    ['position_on=', 'position_on'],
    ['position_of=Arcadia', 'position_of pattern'],
    ['position_on=2025-06-15&date_match=surely', 'date_match unknown_value'],
  ])
    expectProblem(t, await register.get(`/parties?${query}`), 400, 'invalid_parameter', `?${finding}`);
  t.equal((await register.get('/parties?position_of=nobody&position_on=0000-01-01')).body.data.length, 0);
  t.equal((await register.get('/parties?position_on=9999-12-31&date_match=any')).body.data.length, 0);
});

t.test('where sources give an office other ends, it was surely held only on days before all of them', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { post } = register;
  const citations = [{ source: 'report' }];
  await post('/sources', { id: 'report', kind: 'news_article' });
  const disputed = (rank: string) => [{ member: '/positions/0/to', value: { edtf: '2025-06-30' }, rank, citations }];
  const positions = [{ title: 'Chair', of: 'arcadia', from: { edtf: '2025-01-01' }, to: { edtf: '2025-03-31' } }];
  await post('/parties', { id: 'ada', kind: 'person', name: 'Ada', positions, alternatives: disputed('normal') });
  await post('/parties', { id: 'bob', kind: 'person', name: 'Bob', positions, alternatives: disputed('deprecated') });
  const holders = async (day: string, match: string) => {
    const { body } = await register.get(`/parties?position_of=arcadia&position_on=${day}&date_match=${match}`);
    return body.data.map(({ id }: Json) => id);
  };
  t.same(await holders('2025-03-01', 'certain'), ['ada', 'bob']);
  t.same(await holders('2025-05-01', 'certain'), []);
  t.same(await holders('2025-05-01', 'possible'), ['ada'], 'what is known to be wrong is no version');
  t.same(await holders('2025-07-01', 'possible'), []);
});
