/** Rules that entries of lists share, whatever the record: none says the same twice, and none ends before it begins. */
import type { Alias } from '../model/alias.js';
import { certainlyAfter, type UncertainDate } from '../model/dates/uncertain-date.js';
import type { Finding } from '../model/refusal.js';

interface Period {
  from?: UncertainDate;
  to?: UncertainDate;
}

/** Entries whose `to` is surely before their `from`. */
export const checkPeriods = (list: string, entries: readonly Period[] = []): Finding[] =>
  entries.flatMap(({ from, to }, index): Finding[] =>
    from && to && certainlyAfter(from, to)
      ? [
          {
            pointer: `/${list}/${index}/to`,
            code: 'contradictory_date',
            detail: `it ends (${to.edtf}) before it begins (${from.edtf})`,
          },
        ]
      : [],
  );

/**
 * Entries that say the same as one before them. Dates and citations are completed by then, so that two which were written
 * differently may be one.
 * @param said what an entry says, as JSON
 */
export function checkRepetition<E>(list: string, entries: readonly E[] = [], said: (entry: E) => unknown): Finding[] {
  const first = new Map<string, number>();
  return entries.flatMap((entry, index): Finding[] => {
    const key = JSON.stringify(said(entry));
    const known = first.get(key);
    if (known === undefined) first.set(key, index);
    const detail = `entries ${known} and ${index} are the same`;
    return known === undefined ? [] : [{ pointer: `/${list}/${index}`, code: 'duplicate', detail }];
  });
}

/** A name stands once among those that a record has elsewhere, for one language and time. */
export const checkAliases = (aliases: readonly Alias[] = []): Finding[] => [
  ...checkPeriods('aliases', aliases),
  ...checkRepetition('aliases', aliases, ({ name, lang, from, to }) => [name, lang, from, to]),
];
