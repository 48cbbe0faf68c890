/** JSON Pointers (RFC 6901): names of members as their tokens. */

/** A name as a token. */
export const tokenOf = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The names and indexes that a pointer leads through. */
export const namesIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
