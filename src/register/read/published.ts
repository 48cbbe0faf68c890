/** What had been published by a day. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Definition } from '../definition.js';

/**
 * The filter in the index by which it is found when the first source of a record had surely been published. No list has it;
 * its value is the id of the record, and the day stands in place of the sort key.
 */
export const PUBLISHED = 'published';

/** Whether the record `r`, or a source that it cites, had surely been published by a day. */
export const publishedBy = ({ record }: Pick<Definition, 'record'>, day: string): RawBuilder<SqlBool> =>
  record === 'source'
    ? sql<SqlBool>`r.latest <= ${day}`
    : sql<SqlBool>`exists (select 1 from index_entry as p where p.filter = ${`${record}.${PUBLISHED}`}
        and p.value = r.id and p.sort <= ${day})`;
