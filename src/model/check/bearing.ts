/** Citations that bear on a statement. */
import type { Citation } from '../evidence/citation.js';

/** A citation and its pointer in the record. */
export interface BearingCitation {
  pointer: string;
  citation: Citation;
}
