/** What every read of the register needs: a database handle, the index, and the definitions of the resources. */
import type { Engine } from '../../db/engine.js';
import type { Database } from '../../db/tables.js';
import type { Definition } from '../definition.js';
import type { Pause } from './slices.js';

export interface Reading extends Pick<Engine, 'tokens' | 'scans'> {
  db: Database;
  /** All resources. */
  definitions: readonly Definition[];
  /** Called between the slices of what takes long. It returns at once where others wait for the same reader. */
  pause: Pause;
}

/** A reading from a database handle of the engine. */
export const readingFrom = (
  { tokens, scans }: Pick<Engine, 'tokens' | 'scans'>,
  definitions: readonly Definition[],
  db: Database,
  pause: Pause = async () => {},
): Reading => ({ db, tokens, scans, definitions, pause });
