/** What the steps of a copy have in common. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import type { Reference } from '../model/refusal.js';
import type { Definition } from '../register/definition.js';

/** A copy under way. */
export interface Copying {
  /** The register that is copied, in one state of it. */
  source: Database;
  target: Engine;
  definitions: readonly Definition[];
  /** Called with how many there are by now of what is copied. */
  report(count: number, what: string): void;
  /** The last entry of the log that is copied; all of it unless said. */
  upTo?: number;
  /** The record whose entries alone are copied; those of all unless said. */
  of?: Reference;
}
