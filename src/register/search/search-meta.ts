/** The part of `meta` about a search: ranking, correction and suggestions. */
import type { Members } from '../../model/members.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import type { Search } from './matches.js';
import { closeByName } from './prepare.js';

/** @param search undefined when nothing matches */
export async function searchMeta(reading: Reading, typed: string, search: Search | undefined): Promise<Members> {
  const close = await closeByName(reading, typed, search);
  const suggestions: Members[] = [];
  for (const { record, nameOf } of reading.definitions) {
    const ids = close.filter((one) => one.record === record).map(({ id }) => id);
    for (const [id, document] of await documentsAt(reading.db, record, ids))
      suggestions.push({ [record]: id, name: nameOf(JSON.parse(document)) });
  }
  return {
    ...(search && { ranking: search.ranking }),
    ...(search?.instead !== undefined && { searched_for: search.instead.typed }),
    ...(suggestions.length > 0 && { suggestions }),
  };
}
