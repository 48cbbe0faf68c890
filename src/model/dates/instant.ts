/** Instants as they are stored. */

/** The same as instants are stored. */
export const asInstant = (given: string): string => new Date(given.toUpperCase()).toISOString();
