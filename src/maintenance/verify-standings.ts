/** Compares what is stored of the answers of clocks with what a rebuild would make. */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../db/tables.js';
import type { Reference } from '../model/refusal.js';
import type { Derived } from '../register/index/derive.js';
import { type StandingRow, standingKey } from '../register/index/standings.js';
import { nameOfRecord } from './verify-register.js';

/** Partnerships that have other rows than they should have. */
export async function* checkStandings(
  db: Database,
  rebuilt: readonly { row: Reference; derived: Derived | undefined }[],
): AsyncGenerator<string> {
  const partnerships = rebuilt.filter(({ row }) => row.record === 'partnership');
  if (partnerships.length === 0) return;
  const ids = partnerships.map(({ row }) => row.id);
  const stored = new Map<string, StandingRow[]>(ids.map((id) => [id, []]));
  for (const row of await db.selectFrom('standing').selectAll().where('id', 'in', ids).execute())
    stored.get(row.id)?.push(row);
  for (const { row, derived } of partnerships)
    if (!isDeepStrictEqual(byKey(stored.get(row.id) ?? []), byKey(derived?.standings ?? [])))
      yield `${nameOfRecord(row)} stands elsewhere by the clocks than it should`;
}

const byKey = (rows: readonly StandingRow[]) => new Map(rows.map((row) => [standingKey(row), { ...row }]));

/** Rows whose partnership isn't there. */
export async function* orphanedStandings(db: Database): AsyncGenerator<string> {
  const orphans = await db
    .selectFrom('standing as s')
    .select('s.id')
    .distinct()
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('record as r').select('r.id').where('r.record', '=', 'partnership').whereRef('r.id', '=', 's.id'),
        ),
      ),
    )
    .limit(100)
    .execute();
  for (const { id } of orphans) yield `the table standing has rows of partnership "${id}", which is not there`;
}
