/** Ranks the matches of a search: those with the words in their names first, and among equals the most recent first. */

import type { Database } from '../../db/tables.js';
import type { TokenQuery } from '../../db/tokens.js';
import type { RecordName } from '../../model/ids.js';
import { TIERS } from '../document/passages.js';
import { byRecency, docidBehind } from '../index/docids.js';
import type { KeysetPosition } from '../index/keyset.js';
import { inFirst, inNames } from '../index/tokens.js';
import {
  findIn,
  MAX_RANKED,
  matchingDocids,
  type Narrowing,
  namesQuery,
  orByParty,
  queryOf,
  type Ranking,
  rangesOf,
  recordsByDocid,
  type Search,
  wholeQuery,
} from './matches.js';

/** A match and its tier; the lowest tier comes first. */
interface Match {
  tier: number;
  docid: number;
}

/** The first tiers, as cursors hold them; `newest` has only one more. */
const NAMED = 0;
const IN_NAMES = 1;
const BY_PARTY = 2;
const ELSEWHERE = 3;

/** A record that matches, and its position in the list. */
export interface Matched {
  record: RecordName;
  at: KeysetPosition;
}

/** The best `limit` matches after a position. */
export async function rankedPage(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  after?: KeysetPosition,
): Promise<Matched[]> {
  const last = after && readKey(after[0]);
  const find = search.ranking === 'exact' ? rankedMatches : newestMatches;
  const matches = await find(db, search, narrowing, limit, last);
  const found = await recordsByDocid(
    db,
    matches.map(({ docid }) => docid),
  );
  return matches.flatMap((match): Matched[] => {
    const one = found.get(match.docid);
    return one === undefined ? [] : [{ record: one.record, at: [writeKey(search.ranking, match), one.id] }];
  });
}

/** The search of a later page: it keeps the ranking of the first page, so that no record is repeated or skipped. */
export const resumeSearch = <S extends Search | undefined>(search: S, after: KeysetPosition | undefined): S =>
  search && after && /^(exact|newest)\//.test(after[0])
    ? { ...search, ranking: after[0].startsWith('exact') ? 'exact' : 'newest' }
    : search;

const writeKey = (ranking: Ranking, { tier, docid }: Match): string => `${ranking}/${tier}/${docid}`;

/** The match that a position stands for; undefined for any other key, with which the list begins anew. */
function readKey(key: string): Match | undefined {
  const [, tier, docid] = /^[a-z]+\/([0-9])\/([0-9]{1,16})$/.exec(key) ?? [];
  return tier === undefined || docid === undefined ? undefined : { tier: Number(tier), docid: Number(docid) };
}

const isAfter = ({ tier, docid }: Match, last: Match | undefined): boolean =>
  !last || tier > last.tier || (tier === last.tier && byRecency(last.docid, docid) < 0);

/** The matches by tier: with all words in names, or also by a party's name, in summaries, in quotations, in texts. */
async function rankedMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const { named, query } = search;
  // There may be more matches now than on the first page, which chose the exact ranking.
  const isWhole = search.found.length <= MAX_RANKED;
  const found = isWhole ? search.found : await matchingDocids(db, search, narrowing, MAX_RERANKED);
  // `found` already fulfils the conditions on records, so they are not checked again.
  const { kinds, tokens } = narrowing;
  const within = narrowing.record || narrowing.docids ? { kinds, tokens, docids: found } : narrowing;
  const tiers = new Map(found.map((docid) => [docid, LAST_TIER]));
  let left = found.length;
  for (let tier = IN_NAMES; tier < LAST_TIER && left > 0 && query.groups.length > 0; tier++) {
    const these = tierQuery(search, within, tier);
    if (!these) continue;
    for (const range of rangesOf(within))
      for (const docid of await findIn(db, search, within, these, range, MAX_RERANKED)) {
        if (tiers.get(docid) !== LAST_TIER) continue;
        tiers.set(docid, tier);
        left -= 1;
      }
  }
  for (const docid of named) tiers.set(docid, NAMED);
  return [...tiers]
    .map(([docid, tier]): Match => ({ docid, tier }))
    .filter((match) => isAfter(match, last))
    .sort((one, other) => one.tier - other.tier || byRecency(one.docid, other.docid))
    .slice(0, limit);
}

/** The maximum of matches that are ranked exactly on a later page. */
const MAX_RERANKED = 10_000;

/** The tier of matches in a source's text. */
const LAST_TIER = TIERS.length + 1;

/** The query for a tier and those before it; undefined where no record can be in the tier. */
function tierQuery(search: Search, narrowing: Narrowing, tier: number): TokenQuery | undefined {
  if (search.query.groups.length === 0) return undefined;
  const { expansions, parties } = search;
  if (tier === IN_NAMES) return namesQuery(search, narrowing);
  if (tier === BY_PARTY && parties.byTerm.size === 0) return undefined;
  const own = tier === BY_PARTY ? inNames(expansions) : inFirst(tier - 1, expansions);
  return queryOf(search, narrowing, orByParty(search, narrowing, own));
}

/** Matches with the words in their names, newest first, then those by a party's name, and then the others. */
async function newestMatches(
  db: Database,
  search: Search,
  narrowing: Narrowing,
  limit: number,
  last: Match | undefined,
): Promise<Match[]> {
  const named = search.named.map((docid) => ({ tier: NAMED, docid }));
  const found = named.filter((match) => isAfter(match, last));
  for (const tier of [IN_NAMES, BY_PARTY, ELSEWHERE]) {
    if (found.length >= limit || (last && last.tier > tier)) continue;
    const docids: number[] = [];
    for (const kind of narrowing.kinds) {
      const query = newestQuery(search, { ...narrowing, kinds: [kind] }, tier);
      if (!query) continue;
      const { record, from, below } = kind;
      const start = last?.tier === tier ? Math.max(from, docidBehind(record, last.docid)) : from;
      // Some of these may be `named`, which came before and are dropped below.
      const left = limit - found.length + named.length;
      for (const docid of await findIn(db, search, narrowing, query, { from: start, below }, left))
        if (!search.named.includes(docid)) docids.push(docid);
    }
    found.push(
      ...docids
        .sort(byRecency)
        .slice(0, limit - found.length)
        .map((docid) => ({ tier, docid })),
    );
  }
  return found.slice(0, limit);
}

/** The query for a tier of `newest` alone; undefined where no record can be in it. */
function newestQuery(search: Search, narrowing: Narrowing, tier: number): TokenQuery | undefined {
  const these = tier === ELSEWHERE ? wholeQuery(search, narrowing) : tierQuery(search, narrowing, tier);
  const [without] = [BY_PARTY, IN_NAMES].flatMap((one) => (one < tier && tierQuery(search, narrowing, one)) || []);
  return these && without ? { these, without } : these;
}
