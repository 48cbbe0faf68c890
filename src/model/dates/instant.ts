/** Instants as they are stored. */
import { FORMATS } from '../formats.js';

/** A given instant in the stored form: UTC with milliseconds. */
export const asInstant = (given: string): string => new Date(given.toUpperCase()).toISOString();

/** The first instant in the stored form that is not before a given one. */
export function nextInstant(given: string): string {
  const stored = asInstant(given);
  if (beyondMilliseconds(given) === '' || stored === LAST) return stored;
  return new Date(Date.parse(stored) + 1).toISOString();
}

const LAST = '9999-12-31T23:59:59.999Z';

/** Whether two values write the same instant, such as with fewer zeros or with another offset. */
export const isSameInstant = (one: unknown, other: unknown): boolean =>
  isInstant(one) &&
  isInstant(other) &&
  asInstant(one) === asInstant(other) &&
  beyondMilliseconds(one) === beyondMilliseconds(other);

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && FORMATS['date-time']?.(value) === undefined;

/** The digits that the stored form would cut off. */
const beyondMilliseconds = (instant: string): string => /\.\d{3}(\d*?)0*[Zz+-]/.exec(instant)?.[1] ?? '';
