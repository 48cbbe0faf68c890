/** Entity tags (RFC 9110, section 8.8.3): the revisions of records, and the conditions that clients put on them. */

/** An entity tag. `"3"`, `3` and `W/"3"` are one revision; what stands in quotation marks is one tag, commas and all. */
const TAG = '(?:(?:W\\x2F)?"[\\x21\\x23-\\x7E]*"|\\d+)';
/** One or more entity tags, or `*`; entries of the list may be empty (RFC 9110, section 5.6.1). */
export const TAGS = `^(?:\\s*\\*\\s*|[\\s,]*${TAG}(?:\\s*,[\\s,]*${TAG})*[\\s,]*)$`;
const [WELL_FORMED, EACH] = [new RegExp(TAGS), new RegExp(TAG, 'g')];
const SINGLE = /^(?:W\/)?"([1-9]\d{0,14})"$/;

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

/** The revisions that entity tags name; undefined when they aren't written as entity tags are. */
export function revisionsIn(value: string): KnownRevisions | undefined {
  // What nearly all clients send.
  const single = SINGLE.exec(value)?.[1];
  if (single !== undefined) return [Number(single)];
  if (!WELL_FORMED.test(value)) return undefined;
  if (value.trim() === '*') return 'any';
  // A tag that no revision is written with matches none.
  return (value.match(EACH) ?? []).flatMap((tag) => {
    const revision = /^(?:W\/)?"?([1-9]\d{0,14})"?$/.exec(tag)?.[1];
    return revision === undefined ? [] : [Number(revision)];
  });
}
