/** What every question to the register is answered with. */
import type { Engine } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import type { Definition } from '../definition.js';

export interface Reading extends Pick<Engine, 'tokens' | 'scans'> {
  db: Database;
  /** All resources. */
  definitions: readonly Definition[];
}

/** Reads from a database of the engine. */
export const readingFrom = (
  { tokens, scans }: Pick<Engine, 'tokens' | 'scans'>,
  definitions: readonly Definition[],
  db: Database,
): Reading => ({ db, tokens, scans, definitions });
