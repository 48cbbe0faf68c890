/** The rank of what somebody says: whether it is held to be right, or kept as known to be wrong. */
import { enumeration, type Static } from './schema.js';
import { RANKS } from './vocabulary/vocabulary.js';

export const Rank = enumeration('Rank', 'Whether it is held to be right, or known to be wrong.', RANKS);
export type Rank = Static<typeof Rank>;
