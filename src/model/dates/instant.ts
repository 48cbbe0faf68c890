/** Instants as they are stored. */

/** A given instant in the stored form: UTC with milliseconds. */
export const asInstant = (given: string): string => new Date(given.toUpperCase()).toISOString();
