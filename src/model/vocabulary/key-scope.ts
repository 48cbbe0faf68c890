/** How far an API key reaches. */
import { enumeration, names } from '../schema.js';
import { KEY_SCOPES } from './vocabulary.js';

export type KeyScope = keyof typeof KEY_SCOPES;
export const KeyScope = enumeration(
  'KeyScope',
  'How far an API key reaches; each scope includes those before it.',
  KEY_SCOPES,
);

/** The scopes, the narrowest first. */
export const SCOPES = names(KEY_SCOPES);

/** Whether one scope is the other or includes it. */
export const reaches = (held: KeyScope, needed: KeyScope): boolean => SCOPES.indexOf(held) >= SCOPES.indexOf(needed);

/** Whether everybody may read, or only those with a key. */
export type ReadAccess = 'open' | 'key';
