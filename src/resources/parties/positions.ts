/** Who held an office on a day: how positions are indexed and asked for. */
import type { DateMatch } from '../../model/dates/date-match.js';
import { blocksAround, blocksOf } from '../../model/dates/day-blocks.js';
import type { Bounds } from '../../model/dates/edtf.js';
import type { UncertainDate } from '../../model/dates/uncertain-date.js';
import type { Condition, FilterValues, IndexTerm } from '../../register/definition.js';
import { dateWithAlternatives } from '../../register/document/alternatives.js';

interface Held {
  of: string;
  from?: UncertainDate;
  to?: UncertainDate;
}

const POSITION = 'position';

/** The terms of a person's positions, with the dates that they have under all versions. */
export const positionsTerms = (positions: readonly Held[], alternatives: unknown): IndexTerm[] =>
  positions.flatMap(({ of, ...dates }, index) => {
    const [from, to] = (['from', 'to'] as const).map((end) =>
      dateWithAlternatives(dates[end], `/positions/${index}/${end}`, alternatives),
    );
    return positionTerms({ of, ...(from && { from }), ...(to && { to }) });
  });

/** The terms of a position: at its party and at any, at any time and for the days on which it was held, surely or possibly. */
function positionTerms({ of, ...held }: Held): IndexTerm[] {
  return [
    [POSITION, of],
    ...whensOf(held).flatMap((when): IndexTerm[] => [
      [POSITION, `${of}/${when}`],
      [POSITION, `/${when}`],
    ]),
  ];
}

const UNDATED = 'undated';
const onBlock = (isSure: boolean, block: string): string => `${isSure ? 'certain' : 'possible'} ${block}`;

function whensOf(held: Omit<Held, 'of'>): string[] {
  if (!isDated(held.from) && !isDated(held.to)) return [UNDATED];
  const possible = blocksOf(possibleDays(held));
  // What ended before it began was held on no day.
  const certain = possible.length > 0 ? certainDays(held) : undefined;
  return [
    ...possible.map((block) => onBlock(false, block)),
    ...(certain ? blocksOf(certain).map((block) => onBlock(true, block)) : []),
  ];
}

/** From the first day on which it may have begun to the last on which it may have ended. */
const possibleDays = ({ from, to }: Omit<Held, 'of'>): Bounds => ({
  ...(from?.earliest !== undefined && { earliest: from.earliest }),
  ...(to?.latest !== undefined && { latest: to.latest }),
});

/**
 * From the day on which it had begun for sure to the one on which it had not ended. It ended no sooner than it began; when
 * nothing is said of its end, nobody knows how long it lasted, and only an open end (`2025-03-14/..`) says that it goes on.
 */
function certainDays({ from, to }: Omit<Held, 'of'>): Bounds | undefined {
  if (isOpen(to)) {
    const earliest = from?.latest ?? to?.earliest;
    return earliest === undefined || earliest < (from?.earliest ?? '') ? undefined : { earliest };
  }
  const [earliest] = days(from?.latest, to?.latest);
  const latest = days(from?.earliest, to?.earliest).at(-1);
  return earliest === undefined || latest === undefined ? undefined : { earliest, latest };
}

const days = (...some: (string | undefined)[]): string[] => some.filter((day) => day !== undefined).sort();

const isDated = (date: UncertainDate | undefined): boolean =>
  date?.earliest !== undefined || date?.latest !== undefined;

const isOpen = (date: UncertainDate | undefined): boolean =>
  date?.precision === 'interval' && date.latest === undefined;

/** Persons with an office at one of some parties, on a day if one is asked for. */
export function positionConditions({ position_of, position_on, date_match }: FilterValues): Condition[] {
  if (position_on === undefined) return [{ filter: POSITION, anyOf: position_of ?? [] }];
  const [match = 'certain'] = date_match ?? [];
  const whens = position_on.flatMap((day) => blocksAround(day).map((block) => onBlock(match === 'certain', block)));
  if (isAny(match)) whens.push(UNDATED);
  return [{ filter: POSITION, anyOf: (position_of ?? ['']).flatMap((of) => whens.map((when) => `${of}/${when}`)) }];
}

const isAny = (match: string): boolean => match === ('any' satisfies DateMatch);
