/** What the steps of a copy have in common. */
import type { Engine } from '../db/engine.js';
import type { Database } from '../db/tables.js';
import type { Definition } from '../register/definition.js';

/** A copy under way. */
export interface Copying {
  /** The register that is copied, in one state of it. */
  source: Database;
  target: Engine;
  definitions: readonly Definition[];
  /** Called with how many there are by now of what is copied. */
  report(count: number, what: string): void;
}
