/** The part of `meta` about a search: ranking, correction and suggestions. */
import type { Members } from '../../model/members.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';
import { closeByName, type Prepared, type Words } from './prepare.js';

export async function searchMeta(reading: Reading, words: Words, prepared: Prepared): Promise<Members> {
  const { search, instead } = prepared;
  const close = await closeByName(reading, words, prepared);
  const suggestions: Members[] = [];
  for (const { record, nameOf } of reading.definitions) {
    const ids = close.filter((one) => one.record === record).map(({ id }) => id);
    for (const [id, document] of await documentsAt(reading.db, record, ids))
      suggestions.push({ [record]: id, name: nameOf(JSON.parse(document)) });
  }
  return {
    ...(search && { ranking: search.ranking }),
    ...(instead && { searched_for: instead.typed }),
    ...(suggestions.length > 0 && { suggestions }),
  };
}
