/** Entity tags (RFC 9110, section 8.8.3): the revisions of records, and the conditions that clients put on them. */

/** One or more entity tags, or `*`. `"3"`, `3` and `W/"3"` are one. */
const TAG = '(?:(?:W/)?"[\\x21\\x23-\\x7E]*"|\\d+)';
export const TAGS = new RegExp(`^\\s*(?:\\*|${TAG}(?:\\s*,\\s*${TAG})*)\\s*$`);

/** The ETag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

/** Revisions that a client knows; `any` stands for whichever there is. */
export type KnownRevisions = readonly number[] | 'any';

/** What a client says that it knows of the record. */
export interface Conditions {
  /** The revisions one of which has to be the current one; `any` insists. */
  match?: KnownRevisions;
  /** The revisions none of which may be the current one; `any` means that there must be no record. */
  noneMatch?: KnownRevisions;
}

/** The revisions that entity tags name. */
export function revisionsIn(value: string): KnownRevisions {
  if (value.trim() === '*') return 'any';
  // A tag that is no number is no revision, and matches nothing.
  return value.split(',').flatMap((tag) => {
    const revision = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(tag)?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}
