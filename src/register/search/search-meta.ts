/** What an answer tells of how its words were searched for. */

import type { Database } from '../../db/tables.js';
import type { Members } from '../../model/members.js';
import type { Definition } from '../definition.js';
import { documentsAt } from '../read/records.js';
import type { Search, SearchInput } from './matches.js';
import { closeParties } from './prepare.js';

/** Tells how a search went; `search` is undefined when nothing matches. */
export async function searchMeta(
  db: Database,
  definitions: readonly Definition[],
  typed: SearchInput,
  search: Search | undefined,
): Promise<Members> {
  const ids = await closeParties(db, typed, search);
  const parties = definitions.find(({ record }) => record === 'party');
  const names = [...(await documentsAt(db, 'party', ids))].map(([party, document]) => {
    return { party, name: parties?.nameOf(JSON.parse(document)) };
  });
  return {
    ...(search && { ranking: search.ranking }),
    ...(search?.instead !== undefined && { searched_for: search.instead.typed }),
    ...(names.length > 0 && { suggestions: names }),
  };
}
