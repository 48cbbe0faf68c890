/** What sort of actor a party is. */
import { enumeration } from '../schema.js';
import { PARTY_KINDS } from './vocabulary.js';

export const PartyKind = enumeration('PartyKind', 'What sort of actor a party is.', PARTY_KINDS);
