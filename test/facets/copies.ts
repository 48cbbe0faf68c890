/** Many parties in little time. */
import { sql } from 'kysely';
import type { TestRegister } from '../support/register.js';

/** As many parties as the one that is there has to become, by copies of it in the tables. */
export async function copy({ engine }: TestRegister, id: string, from: number, to: number): Promise<void> {
  const numbers = sql`with recursive n(n) as (select cast(${from} as integer) union all select n + 1 from n where n < ${to})`;
  const named = sql`'copy-' || n`;
  await engine.write(async (db) => {
    await sql`insert into record (record, id, revision, sequence, created_at, updated_at, deleted_at, sort, earliest, latest, facets) ${numbers} select record, ${named}, revision, sequence, created_at, updated_at, deleted_at, sort,
      earliest, latest, facets from record, n where record = 'party' and id = ${id}`.execute(db);
    await sql`insert into index_entry ${numbers} select filter, value, sort, ${named} from index_entry, n
      where filter like 'party.%' and id = ${id}`.execute(db);
  });
}
