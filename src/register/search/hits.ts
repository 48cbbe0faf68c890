/** Makes hits of matches: what was found, in which member, and the words around it. */
import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import type { SearchQuery } from '../../model/words/search-query.js';
import { findMatches, snippet, type TextMatch } from '../../model/words/snippets.js';
import type { Definition } from '../definition.js';
import { type Passage, passagesOf, TIERS } from '../document/passages.js';
import { documentsAt } from '../read/records.js';
import { readPassage } from '../read/texts.js';
import type { Matched } from './ranking.js';

/** Code units of texts that are looked through for the snippets of one page. */
const MAX_READ = 1_000_000;

/** A record as it is found. */
export interface Found {
  definition: Definition;
  id: string;
  /** As it was rendered. */
  document: string;
}

export interface HitOptions {
  query: SearchQuery;
  /** Whether words of restricted texts may be shown. */
  mayRead: boolean;
  /** Whether the document is wanted, too. */
  whole: boolean;
}

/** The records of matches, in their order. */
export async function documentsOf(
  db: Database,
  definitions: readonly Definition[],
  matched: readonly Matched[],
): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const definition of definitions) {
    const ids = matched.flatMap(({ record, at: [, id] }) => (record === definition.record ? [id] : []));
    for (const [id, document] of await documentsAt(db, definition.record, ids))
      found.set(`${definition.record}/${id}`, { definition, id, document });
  }
  return matched.flatMap(({ record, at: [, id] }) => found.get(`${record}/${id}`) ?? []);
}

/** The hits, rendered, in the order of the records. */
export async function hitsOf(db: Database, found: readonly Found[], wish: HitOptions): Promise<string[]> {
  const hits: string[] = [];
  let left = MAX_READ;
  for (const { definition, id, document } of found) {
    const members: Members = JSON.parse(document);
    let best = bestOf(passagesOf(definition, members), wish.query);
    if (!best || best.sighting.groups < wish.query.groups.length) {
      const text = Number(members.text_length) > left ? undefined : await readPassage(db, members);
      left -= text?.text.length ?? 0;
      best = text ? bestOf(best ? [best.passage, text] : [text], wish.query) : best;
    }
    const title = definition.nameOf(members);
    const hit = {
      record: definition.record,
      id,
      ...(title !== undefined && { title }),
      ...(best && { member: best.passage.member }),
      ...(best && mayShow(best.passage, members, wish) && { snippet: snippet(best.passage.text, best.sighting) }),
    };
    const rendered = JSON.stringify(hit);
    hits.push(wish.whole ? `${rendered.slice(0, -1)},"document":${document}}` : rendered);
  }
  return hits;
}

/** The passage with most of what was asked for, those that weigh more first; a query that only excludes shows the name. */
function bestOf(
  passages: readonly Passage[],
  query: SearchQuery,
): { passage: Passage; sighting: TextMatch } | undefined {
  let best: { passage: Passage; sighting: TextMatch } | undefined;
  for (const tier of TIERS)
    for (const passage of passages) {
      if (passage.tier !== tier || best?.sighting.groups === query.groups.length) continue;
      const sighting = findMatches(passage.text, query);
      if (!best || sighting.groups > best.sighting.groups) best = { passage, sighting };
    }
  return best;
}

const mayShow = ({ tier }: Passage, { text_access }: Members, { mayRead }: HitOptions): boolean =>
  tier !== 'text' || mayRead || text_access === 'public';
