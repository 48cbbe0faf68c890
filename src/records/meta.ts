/** What else a list says of its matches: how many there are, what its dates left out, and what they have in common. */
import type { Database } from '../db/tables.js';
import type { Members } from '../model/members.js';
import type { Definition } from './definition.js';
import { type Asked, countsOf } from './facets.js';
import { countStraddling, countUndated } from './imprecise-dates.js';
import { count, MOST_COUNTED } from './list.js';
import { IMPRECISE } from './save.js';
import type { Question } from './walks.js';
import { searchMeta } from './words.js';

/** The meta of a list; undefined when nothing of it is asked for. */
export async function metaOf(db: Database, asked: Asked): Promise<Members | undefined> {
  const { definition, definitions, typed, ready, query } = asked;
  const meta: Members = typed ? await searchMeta(db, definitions, typed, ready?.search) : {};
  if (query.total) {
    const found = ready ? await count(db, definition, ready) : 0;
    meta.total = Math.min(found, MOST_COUNTED);
    if (found > MOST_COUNTED) meta.total_is_lower_bound = true;
  }
  if (query.from !== undefined || query.to !== undefined) meta.left_out = await leftOut(db, definition, ready);
  Object.assign(meta, await countsOf(db, asked));
  return Object.keys(meta).length > 0 ? meta : undefined;
}

/** What a date filter left out, each counted up to `MOST_COUNTED`. */
async function leftOut(db: Database, definition: Definition, question: Question | undefined): Promise<Members> {
  if (!question?.dates) return { possible: 0, undated: 0 };
  const { dates, conditions, ids, updatedSince, search } = question;
  if (conditions.length === 0 && !ids && updatedSince === undefined && !search) {
    // Of all records, their dates are counted already.
    const possible = dates.match === 'certain' ? await countStraddling(db, definition.record, dates) : 0;
    const undated = dates.match === 'any' ? 0 : await countUndated(db, definition.record);
    return { possible: Math.min(possible, MOST_COUNTED), undated: Math.min(undated, MOST_COUNTED) };
  }
  const counted = async (asked: Question) => Math.min(await count(db, definition, asked), MOST_COUNTED);
  const [filter, ...anyOf] = IMPRECISE;
  // Walked along only when nothing rarer was asked for.
  const straddling: Question = {
    ...question,
    conditions: [...conditions, { filter, anyOf }],
    dates: { ...dates, match: 'straddling' },
  };
  return {
    possible: dates.match === 'certain' ? await counted(straddling) : 0,
    undated: dates.match === 'any' ? 0 : await counted({ ...question, dates: { ...dates, match: 'undated' } }),
  };
}
