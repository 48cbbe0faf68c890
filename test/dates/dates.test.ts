/** Dates: what each accepted form means, what is refused, where a date comes from, and what contradicts itself. */
import fc from 'fast-check';
import t from 'tap';
import { DAYS, expectedBounds, plainDates, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { type Answer, openRegister, populate, type TestRegister } from '../support/register.js';

const claim = (date: unknown) => ({ predicate: 'other', value: 'so', date, citations: [{ source: 'report' }] });

/** Stores a party with a claim for each date; each claim has one. */
const writeDates = (register: TestRegister, dates: unknown[]): Promise<Answer> =>
  register.post('/parties', { kind: 'person', name: 'Ann', claims: dates.map(claim) });

/** The dates as they are read. */
async function stored(register: TestRegister, dates: unknown[]): Promise<any[]> {
  const { status, body, text } = await writeDates(register, dates);
  if (status !== 201) throw new Error(text);
  return body.claims.map((one: any) => one.date);
}

/** What is wrong with each date, by its index: the details of the findings. */
async function refusals(register: TestRegister, dates: unknown[], member: string): Promise<Map<number, string>> {
  const { status, body } = await writeDates(register, dates);
  if (status === 201) return new Map();
  if (status !== 422) throw new Error(`${status} instead of 422`);
  const found = new Map<number, string>();
  for (const { pointer, code, detail } of body.errors) {
    const [, index, at] = /^\/claims\/(\d+)\/date\/(\w+)$/.exec(pointer) ?? [];
    if (at !== member || index === undefined) throw new Error(`${code} at ${pointer}`);
    found.set(Number(index), `${found.get(Number(index)) ?? ''} ${detail}`);
  }
  return found;
}

t.test('every accepted form has the bounds that going through all days gives', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await fc.assert(
    fc.asyncProperty(fc.array(writtenDates, { minLength: 1, maxLength: 60, size: 'max' }), async (dates) => {
      const read = await stored(
        register,
        dates.map(({ edtf }) => ({ edtf })),
      );
      for (const [index, date] of dates.entries()) {
        const { edtf, basis: _basis, ...computed } = read[index];
        if (edtf !== date.edtf) throw new Error(`${date.edtf} is kept as ${edtf}`);
        const expected = { ...expectedBounds(date), precision: date.form };
        if (JSON.stringify(computed) !== JSON.stringify(expected))
          throw new Error(`${edtf} is ${JSON.stringify(computed)}, not ${JSON.stringify(expected)}`);
      }
    }),
    { numRuns: 8 },
  );
});

t.test('a qualifier is kept and widens nothing', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await fc.assert(
    fc.asyncProperty(fc.array(plainDates, { minLength: 1, maxLength: 10, size: 'max' }), async (dates) => {
      const written = dates.flatMap(({ edtf }) => ['', '~', '?', '%'].map((qualifier) => ({ edtf: edtf + qualifier })));
      const read = await stored(register, written);
      for (const [index, { edtf }] of written.entries()) {
        const { edtf: kept, ...meaning } = read[index];
        const { edtf: _plain, ...plain } = read[index - (index % 4)];
        if (kept !== edtf || JSON.stringify(meaning) !== JSON.stringify(plain)) throw new Error(edtf);
      }
    }),
    { numRuns: 4 },
  );
});

/** The grammar again, written otherwise: with the platform's calendar, and an order by what two spans have in common. */
function isAccepted(text: string): boolean {
  const isDay = (day: string) => {
    const date = new Date(`${day}T00:00:00Z`);
    return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  };
  /** What is specified: all but X and a qualifier. */
  const known = (span: string) => span.replace(/[~?%]$/, '').replace(/(-?X+)+$/, '');
  const isSpan = (span: string) =>
    /^\d{3}X[~?%]?$/.test(span) ||
    (/^\d{4}(-\d\d)?(-\d\d|-XX){0,2}[~?%]?$/.test(span) &&
      ['', '-01', '-01-01'].some((rest) => isDay(known(span) + rest)) &&
      span.replace(/[~?%]$/, '').length <= 10);
  const inOrder = (from: string, to: string) => {
    const common = Math.min(known(from).length, known(to).length);
    return from.slice(0, common) <= to.slice(0, common);
  };
  const areEnds = (from: string, to: string, open: string) =>
    from === open ? to !== open && isSpan(to) : isSpan(from) && (to === open || (isSpan(to) && inOrder(from, to)));
  const [, inside] = /^\[(.*)\][~?%]?$/.exec(text) ?? [];
  if (inside !== undefined) {
    const members = inside.split(',').map((member) => member.split('..'));
    const [open, ended] = [members[0]![0] === '', members.at(-1)![1] === ''];
    if (members.length === 1) return members[0]!.length === 2 && areEnds(members[0]![0]!, members[0]![1]!, '');
    return (
      !(open && ended) &&
      members.every(([from, to = from, ...rest], index) => {
        if (rest.length > 0) return false;
        if (index === 0 && open) return isSpan(to!);
        if (index === members.length - 1 && ended) return isSpan(from!);
        return isSpan(from!) && isSpan(to!) && inOrder(from!, to!);
      })
    );
  }
  const parts = text.replace(/\/\.\.[~?%]$/, '/..').split('/');
  return parts.length === 2 ? areEnds(parts[0]!, parts[1]!, '..') : isSpan(text);
}

const characters = fc.constantFrom(...'0123456789-X./[]~?%, TZYuS:+'.split(''));
const nearlyDates = fc
  .tuple(writtenDates, fc.nat(), fc.nat(2), characters)
  .map(([{ edtf }, place, taken, character]) => {
    const at = place % (edtf.length + 1);
    return `${edtf.slice(0, at)}${character}${edtf.slice(at + taken)}`;
  });
const scribbles = fc.oneof(
  nearlyDates,
  nearlyDates,
  fc.string({ unit: characters, minLength: 1, maxLength: 14 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
);

t.test('a text is accepted exactly when it has one of the forms', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const texts = fc.array(
    scribbles.filter((text) => text.length <= 100),
    { minLength: 1, maxLength: 45, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(texts, async (texts) => {
      const dates = texts.map((edtf) => ({ edtf }));
      const refused = await refusals(register, dates, 'edtf');
      for (const [index, text] of texts.entries())
        if (refused.has(index) === isAccepted(text))
          throw new Error(`${JSON.stringify(text)} should be ${isAccepted(text) ? 'accepted' : 'refused'}`);
    }),
    { numRuns: runs(25) },
  );
});

/** What is no day, month or year of the calendar, or is none that is accepted. */
const BAD_SPANS = [
  ...['2025-13', '2025-00', '2025-02-29', '2025-04-31', '2025-07-00', '2024-02-30', '2025-1', '25-07-17', '2025-7-17'],
  ...['2025-21', '2025-W03', '2025-199', '2025-07-17T10:00', '20250717', '2025-XX-01', '20XX', '2XXX', 'XXXX'],
  ...['2025-0X', '2025-07-1X', '2025-21-XX', '202X-05', '202x', 'X025', '2025-20', '2025-42', '2025-99', '2025~?'],
  ...['Y12025', '-0044', '12025', '2025-07-17Z', '~2025', '2025~-07', '17.07.2025', 'July 2025', '2025-07-17 '],
];

t.test('a refusal names the part that is wrong', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const bad of BAD_SPANS) {
    const forms = [bad, `${bad}/2025-12`, `2025-01/${bad}`, `../${bad}`, `[..${bad}]`, `[${bad}..]`, `[2025..${bad}]`];
    const refused = await refusals(
      register,
      forms.map((edtf) => ({ edtf })),
      'edtf',
    );
    for (const [index, edtf] of forms.entries())
      t.ok(refused.get(index)?.includes(`"${bad}"`), `${edtf}: ${refused.get(index)}`);
  }
});

t.test('a date has room for ninety days and no more', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const set = (count: number) => `[${DAYS.slice(0, count).join()}]`;
  t.match(await stored(register, [{ edtf: set(90) }]), [{ precision: 'set', earliest: DAYS[0], latest: DAYS[89] }]);
  const { body } = await writeDates(register, [{ edtf: set(91) }]);
  t.match(body.errors, [{ pointer: '/claims/0/date/edtf', code: 'out_of_range' }]);
});

t.test('a date without bounds, with its ends crossed or with brackets that hold no set is refused', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const texts = [
    ...['../..', '[..]', '/2025', '2025/', '2025-07-17/2025-07-16', '2025-08/2025-07', '[2025-12..2025-07]'],
    ...['2025/2026/2027', '[2025-07/2025-09]', '{2025..2026}', '[2025]', '[2025-07-17]', '[2025..2026..2027]'],
    ...['[..2025-08-02', '..2025-08-02]', '2025-07-17~~', '2025-07-17?~', '[2024,2025]~~', '2024,2025', '{2024,2025}'],
    ...['2025-07-17/', '....', '2025-07-17..2025-07-19', '[2024,]', '[,2024]', '[]', '[2024,,2025]', '[2024, 2025]'],
    ...[
      '[..2023,2025..]',
      '[2023,..2025]',
      '[2023..,2025]',
      '[2025,2024..2023]',
      '..~/2025',
      '[..,2025]',
      '[2025,[2026]]',
    ],
  ];
  const refused = await refusals(
    register,
    texts.map((edtf) => ({ edtf })),
    'edtf',
  );
  for (const [index, text] of texts.entries()) t.ok(refused.has(index), text);
});

t.test('a refusal can be read whatever was sent', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const edtf of ['2025-07-17\u0000', '2025\n-07', '2025-07-1\u0085', '\u2028\u202e2025']) {
    const refused = await refusals(register, [{ edtf }], 'edtf');
    t.ok(refused.has(0), encodeURIComponent(edtf));
  }
});

t.test('years without a leap day have none, and centuries follow the Gregorian rule', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const [leap, century, ordinary] = await stored(register, [
    { edtf: '2000-02' },
    { edtf: '1900-02' },
    { edtf: '2023-02' },
  ]);
  t.same([leap.latest, century.latest, ordinary.latest], ['2000-02-29', '1900-02-28', '2023-02-28']);
  t.same((await refusals(register, [{ edtf: '1900-02-29' }], 'edtf')).size, 1);
});

t.test('a left-out basis is bounded for a one-sided bound, unresolved without edtf, and else not said', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await fc.assert(
    fc.asyncProperty(fc.array(writtenDates, { minLength: 1, maxLength: 40, size: 'max' }), async (dates) => {
      const read = await stored(
        register,
        dates.map(({ edtf }) => ({ edtf })),
      );
      for (const [index, { edtf, form }] of dates.entries()) {
        const expected = form === 'bound' && /\[\.\.|\.\.\]/.test(edtf) ? 'bounded' : undefined;
        if (read[index].basis !== expected) throw new Error(`${edtf} is ${read[index].basis}, not ${expected}`);
      }
    }),
    { numRuns: 4 },
  );
  const [onlyText, nothing] = await stored(register, [{ text: 'on Tuesday' }, {}]);
  t.same(onlyText, { basis: 'unresolved', text: 'on Tuesday', precision: 'unknown' });
  t.same(nothing, { basis: 'unresolved', precision: 'unknown' });
});

t.test('a written basis that fits is kept, and so are the words of the source', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const dates = [
    { edtf: '2025-07-17', basis: 'stated', text: 'July 17, 2025' },
    { edtf: '2025-03', basis: 'resolved', text: 'In March' },
    { edtf: '[..2025-08-02]', basis: 'bounded' },
    { edtf: '[2025-07-17..]', basis: 'bounded' },
    { edtf: '[2025-07..2025-12]', basis: 'bounded' },
    { edtf: '[..2023,2025-04]', basis: 'bounded' },
    { edtf: '[2024-04,2025-04]', basis: 'stated', text: 'in April of last year or this' },
    { edtf: '202X~', basis: 'resolved', text: 'in this decade' },
    { basis: 'unresolved', text: 'on Tuesday' },
  ];
  t.match(await stored(register, dates), dates);
});

t.test('a basis that contradicts its edtf is refused', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const contradictions = [
    { edtf: '2025-07-17', basis: 'bounded' },
    { edtf: '2025-07-17~', basis: 'bounded' },
    { edtf: '2025-07', basis: 'bounded' },
    { edtf: '2025', basis: 'bounded' },
    { edtf: '202X', basis: 'bounded' },
    { edtf: '2025-05-XX', basis: 'bounded' },
    { edtf: '[2024-04,2025-04]', basis: 'bounded' },
    { edtf: '[2024,2025-01..2025-03]', basis: 'bounded' },
    ...['2025-07-17', '2025-03-XX', '202X', '2025/2026', '[..2025-08-02]', '[2024,2025]'].map((edtf) => ({
      edtf,
      basis: 'unresolved',
    })),
    ...['stated', 'resolved', 'bounded'].map((basis) => ({ basis, text: 'on Tuesday' })),
  ];
  const { status, body } = await writeDates(register, contradictions);
  t.equal(status, 422);
  t.same(
    body.errors.map((error: any) => [error.pointer, error.code]),
    contradictions.map((_, index) => [`/claims/${index}/date/basis`, 'contradictory_date']),
  );
});

t.test('computed members of a date may come back as they were read, and others are refused', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const [date] = await stored(register, [{ edtf: '2025-03', text: 'In March' }]);
  t.same(await stored(register, [date]), [date]);
  t.same(await stored(register, [{ ...date, earliest: DAYS[0] }]), [date], 'nested ones count for nothing');
  t.equal((await writeDates(register, [{ ...date, precise: true }])).status, 422);
});
