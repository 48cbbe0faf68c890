/** Entity tags (RFC 9110, section 8.8.3): the revisions of records, and the conditions that clients put on them. */

/** One or more entity tags, or `*`. `"3"`, `3` and `W/"3"` are one. */
const TAG = '(?:(?:W/)?"[\\x21\\x23-\\x7E]*"|\\d+)';
export const TAGS = new RegExp(`^\\s*(?:\\*|${TAG}(?:\\s*,\\s*${TAG})*)\\s*$`);

/** The ETag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

/** Revisions that a client names; `any` stands for every revision (`*`). */
export type KnownRevisions = readonly number[] | 'any';

/** The conditions of a request: If-Match and If-None-Match. */
export interface Conditions {
  /** One of these must be the current revision; `any` means that the record must exist. */
  match?: KnownRevisions;
  /** None of these may be the current revision; `any` means that the record must not exist. */
  noneMatch?: KnownRevisions;
}

/** The revisions that entity tags name. */
export function revisionsIn(value: string): KnownRevisions {
  if (value.trim() === '*') return 'any';
  // A tag that is not a number matches no revision.
  return value.split(',').flatMap((tag) => {
    const revision = /^\s*(?:W\/)?"?(\d{1,15})"?\s*$/.exec(tag)?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}
