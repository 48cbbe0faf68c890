/** What every read of the register needs: a database handle, the index, and the definitions of the resources. */
import type { Engine } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import type { Definition } from '../definition.js';

export interface Reading extends Pick<Engine, 'tokens' | 'scans'> {
  db: Database;
  /** All resources. */
  definitions: readonly Definition[];
}

/** A reading from a database handle of the engine. */
export const readingFrom = (
  { tokens, scans }: Pick<Engine, 'tokens' | 'scans'>,
  definitions: readonly Definition[],
  db: Database,
): Reading => ({ db, tokens, scans, definitions });
