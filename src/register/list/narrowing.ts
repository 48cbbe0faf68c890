/** The filters of a list with words, as tokens and docids of the search index. */
import type { Definition } from '../definition.js';
import { existsByClock } from '../index/clock-filter.js';
import { docidsOf, undatedDocidsOf } from '../index/docids.js';
import { fulfilling } from '../index/tokens.js';
import { publishedBy } from '../read/published.js';
import type { Narrowing } from '../search/matches.js';
import { inRange } from './dates.js';
import type { Restrictions } from './query.js';

/** All restrictions: conditions as tokens, days as ranges of docids, and the rest as a condition on the record. */
export function narrowingOf(
  { record }: Definition,
  { conditions, dates, updatedSince, publishedUntil, clock }: Restrictions,
): Narrowing {
  const { from, to } = dates?.match === 'certain' ? dates : {};
  const range = dates?.match === 'undated' ? undatedDocidsOf(record) : docidsOf(record, from, to);
  // Undated records have a docid range of their own, so the record need not be read for that.
  const datesOfRecord = dates?.match === 'undated' ? undefined : dates;
  return {
    kinds: [{ record, ...range }],
    tokens: fulfilling(record, conditions),
    ...((datesOfRecord || updatedSince !== undefined || publishedUntil !== undefined || clock) && {
      record: (eb) =>
        eb.and([
          ...(datesOfRecord ? [inRange(datesOfRecord)(eb)] : []),
          ...(updatedSince === undefined ? [] : [eb('r.updated_at', '>=', updatedSince)]),
          ...(publishedUntil === undefined ? [] : [publishedBy({ record }, publishedUntil)]),
          ...(clock ? [existsByClock(clock)] : []),
        ]),
    }),
  };
}

/** The conditions alone, for a scan that filters by date itself. */
export const conditionsAsTokens = ({ record }: Definition, { conditions }: Restrictions): Narrowing => ({
  kinds: [{ record, ...docidsOf(record) }],
  tokens: fulfilling(record, conditions),
});
