/** What else a list says of its matches: how many there are, what its dates left out, and what they have in common. */

import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import type { Definition } from '../definition.js';
import { IMPRECISE } from '../index/derive.js';
import { countStraddling, countUndated } from '../index/imprecise-dates.js';
import { searchMeta } from '../search/search-meta.js';
import { type Asked, countsOf } from './facets.js';
import { count, countDates, MAX_COUNTED, matching, plan, totalOf } from './list.js';
import type { ListQuery } from './scans.js';

/** The meta of a list; undefined when nothing of it is asked for. */
export async function metaOf(db: Database, asked: Asked): Promise<Members | undefined> {
  const { definition, definitions, typed, ready, query } = asked;
  const meta: Members = typed ? await searchMeta(db, definitions, typed, ready?.search) : {};
  if (query.total) Object.assign(meta, totalOf(ready ? await count(db, definition, ready) : 0));
  if (query.from !== undefined || query.to !== undefined)
    meta.left_out = await leftOut(db, definition, await withDates(db, asked));
  Object.assign(meta, await countsOf(db, asked));
  return Object.keys(meta).length > 0 ? meta : undefined;
}

/** The question made ready even when it is its dates alone that nothing fulfils. */
async function withDates(db: Database, { definition, ready, dates, without }: Asked): Promise<ListQuery | undefined> {
  if (ready || !dates) return ready;
  const others = await plan(db, definition, without(['from', 'to', 'date_match']));
  return others && { ...others, dates };
}

/** What a date filter left out, each counted up to `MAX_COUNTED`. */
async function leftOut(db: Database, definition: Definition, question: ListQuery | undefined): Promise<Members> {
  if (!question?.dates) return { possible: 0, undated: 0 };
  const { dates, conditions, ids, updatedSince, search } = question;
  if (conditions.length === 0 && !ids && updatedSince === undefined && !search) {
    // Of all records, their dates are counted already.
    const possible = dates.match === 'certain' ? await countStraddling(db, definition.record, dates) : 0;
    const undated = dates.match === 'any' ? 0 : await countUndated(db, definition.record);
    return { possible: Math.min(possible, MAX_COUNTED), undated: Math.min(undated, MAX_COUNTED) };
  }
  const asked: ListQuery = { ...question, dates: { ...dates, match: 'undated' } };
  const undated = dates.match === 'any' ? 0 : await count(db, definition, asked);
  const uncertain = await uncertainOnes(db, definition, question);
  const possible = await countDates(db, definition, uncertain.ids, { ...dates, match: 'straddling' });
  return {
    possible,
    undated: Math.min(undated, MAX_COUNTED),
    ...(uncertain.more && { is_lower_bound: true }),
  };
}

/** The records whose date isn't one day, which all else that is asked holds of: as many as are looked at. */
async function uncertainOnes(db: Database, definition: Definition, { dates, ...question }: ListQuery) {
  if (dates?.match !== 'certain') return { ids: [], more: false };
  const [filter, ...anyOf] = IMPRECISE;
  // Walked along only when nothing rarer was asked for.
  const conditions = [...question.conditions, { filter, anyOf }];
  const ids = await matching(db, definition, { ...question, conditions }, MAX_COUNTED + 1);
  return { ids: ids.slice(0, MAX_COUNTED), more: ids.length > MAX_COUNTED };
}
