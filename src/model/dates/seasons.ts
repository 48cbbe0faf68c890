/** Seasons, quarters and other parts of a year, which EDTF writes as months 21 to 41: refused, with the months to write instead. */

/** Where a date stands: alone, at an end of an interval or range, or as a member of a set. */
export type Place = 'alone' | 'begin' | 'end' | 'member';

/** Parts of a year by their number: how they are called, and their first month in each number from the first on. */
const PARTS = [
  // Without a hemisphere those of the north are meant most often; 25 to 28 say so, 29 to 32 are those of the south.
  { called: 'a season', from: 21, months: 3, begin: [3, 6, 9, 12, 3, 6, 9, 12, 9, 12, 3, 6] },
  { called: 'a quarter', from: 33, months: 3, begin: [1, 4, 7, 10] },
  { called: 'a third of a year', from: 37, months: 4, begin: [1, 5, 9] },
  { called: 'half a year', from: 40, months: 6, begin: [1, 7] },
];

/** Why `2025-21` isn't taken and what to write where it stands; undefined when the month is no such part of a year. */
export function refuseSeason(part: string, year: string, month: string, place: Place): string | undefined {
  for (const { called, from, months, begin } of PARTS) {
    const first = begin[Number(month) - from];
    if (first === undefined) continue;
    const [earliest, latest] = [first, first + months - 1].map((one) => monthOf(Number(year), one));
    const range = `${earliest}..${latest}`;
    const here = { alone: '', begin: `; here ${earliest}`, end: `; here ${latest}`, member: `; here ${range}` }[place];
    return `"${part}" is ${called}, and a source rarely says whose; write the months that it means, such as [${range}]${here}`;
  }
  return undefined;
}

/** A month as it is written; after December come those of the next year, as far as there is one. */
function monthOf(year: number, month: number): string {
  const isNext = month > 12 && year < 9999;
  const [own, rest] = isNext ? [year + 1, month - 12] : [year, Math.min(month, 12)];
  return `${String(own).padStart(4, '0')}-${String(rest).padStart(2, '0')}`;
}
