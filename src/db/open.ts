/** The one door to the engines: opens the register that a DATABASE_URL names. */
import { placeOf } from './database-url.js';
import type { Engine, EngineOptions } from './engine.js';

/** Loads the engine that the URL names, with its driver, and opens the register. */
export async function openEngine(
  url: string,
  { durable = true, mustExist = false, pool = 10, replica }: EngineOptions = {},
): Promise<Engine> {
  const place = placeOf(url);
  switch (place.engine) {
    case 'sqlite': {
      if (replica !== undefined) throw new Error('SQLite has no replica to read from; leave READ_DATABASE_URL out');
      const { openSqlite } = await import('./sqlite/engine.js');
      return openSqlite(place.file, { durable, mustExist });
    }
    case 'postgres': {
      const { openPostgres } = await import('./postgres/engine.js');
      return openPostgres(place.url, { durable, mustExist, pool, ...(replica !== undefined && { replica }) });
    }
  }
}
