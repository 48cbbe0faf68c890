/** Unknowns: what is not known of a record, and would have to be asked. */
import { MAX_NOTED, notedPointer } from './notice.js';
import { enumeration, list, object, ref, type Static, Type } from './schema.js';
import { UNKNOWN_CODES } from './vocabulary/notices.js';

export const UnknownCode = enumeration('UnknownCode', 'What is not known of a record.', UNKNOWN_CODES);

export const Unknown = object(
  'Unknown',
  'Something that is not known of a record.',
  { code: ref(UnknownCode, 'What it is.'), pointer: notedPointer('/date') },
  [{ code: 'day_not_stated', pointer: '/date' }],
);
export type Unknown = Static<typeof Unknown>;

/** The member of what is not known of a record. */
export const unknownsRead = {
  unknowns: Type.Optional(list(ref(Unknown), 'What is not known; absent when nothing.', MAX_NOTED, 1)),
};
