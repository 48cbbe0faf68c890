/** How sure it has to be that an uncertain date lies in the days that are asked for. */
import { enumeration, type Static } from '../schema.js';
import { DATE_MATCHES } from '../vocabulary/vocabulary.js';

export const DateMatch = enumeration('DateMatch', 'How an uncertain date is asked for.', DATE_MATCHES);
export type DateMatch = Static<typeof DateMatch>;
