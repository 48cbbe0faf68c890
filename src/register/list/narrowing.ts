/** What a list with words asks of the index of words besides the words. */
import type { Definition } from '../definition.js';
import { docidsOf, undatedDocidsOf } from '../index/docids.js';
import { fulfilling } from '../index/tokens.js';
import type { Narrowing } from '../search/matches.js';
import { inRange } from './dates.js';
import type { Restrictions } from './query.js';

/** All restrictions. Conditions are tokens of the index and days are ranges of docids; the rest is asked of the record. */
export function narrowingOf({ record }: Definition, { conditions, dates, updatedSince }: Restrictions): Narrowing {
  const { from, to } = dates?.match === 'certain' ? dates : {};
  const range = dates?.match === 'undated' ? undatedDocidsOf(record) : docidsOf(record, from, to);
  // The docid tells what is undated.
  const asked = dates?.match === 'undated' ? undefined : dates;
  return {
    kinds: [{ record, ...range }],
    tokens: fulfilling(record, conditions),
    ...((asked || updatedSince !== undefined) && {
      record: (eb) =>
        eb.and([
          ...(asked ? [inRange(asked)(eb)] : []),
          ...(updatedSince === undefined ? [] : [eb('r.updated_at', '>=', updatedSince)]),
        ]),
    }),
  };
}

/** The conditions alone, for a scan that asks for dates itself. */
export const conditionsAsTokens = ({ record }: Definition, { conditions }: Restrictions): Narrowing => ({
  kinds: [{ record, ...docidsOf(record) }],
  tokens: fulfilling(record, conditions),
});
