/** Notices: what doesn't add up in a record that is taken all the same. */
import { enumeration, list, object, ref, type Static, TEXT, Type } from './schema.js';
import { NOTICE_CODES } from './vocabulary/notices.js';

/** Notices of one record, and likewise unknowns. */
export const MAX_NOTED = 100;

/** The member that an entry is about. */
export const notedPointer = (example: string) =>
  Type.String({
    description: 'JSON Pointer (RFC 6901) of the member that it is about; empty for the whole record.',
    maxLength: 2000,
    pattern: '^(\\x2F[\\s\\S]*)?$',
    examples: [example],
  });

export const NoticeCode = enumeration('NoticeCode', "What doesn't add up in a record.", NOTICE_CODES);

export const Notice = object(
  'Notice',
  'Something that does not add up in a record, and is no reason to refuse it. Notices come and go with what the record and its sources say.',
  {
    code: ref(NoticeCode, 'What it is.'),
    pointer: notedPointer('/date'),
    detail: Type.String({
      description: 'What it is in this case, and what to look at.',
      minLength: 1,
      maxLength: 2000,
      pattern: TEXT,
      examples: ['it is dated 1825-07-17, which is before 1900: look at the century'],
    }),
  },
  [
    {
      code: 'before_1900',
      pointer: '/date',
      detail: 'it is dated 1825-07-17, which is before 1900: look at the century',
    },
  ],
);
export type Notice = Static<typeof Notice>;

/** The member of what doesn't add up in a record. */
export const noticesRead = {
  notices: Type.Optional(
    list(
      ref(Notice),
      'What does not add up, such as a date after all sources were published; absent when nothing.',
      MAX_NOTED,
      1,
    ),
  ),
};

/** At most a hundred entries in their order, of each code one at least. */
export function limited<E extends { code: string }>(entries: readonly E[]): E[] {
  if (entries.length <= MAX_NOTED) return [...entries];
  const first = new Map(entries.toReversed().map((entry) => [entry.code, entry]));
  const shown = new Set([...new Set([...first.values(), ...entries])].slice(0, MAX_NOTED));
  return entries.filter((entry) => shown.has(entry));
}
