/** What a list is asked: which records, and in which order. */
import type { Condition } from '../definition.js';
import type { DateRange } from './dates.js';

/** What the records of a list fulfil, besides having words. */
export interface Restrictions {
  /** All of them hold. */
  readonly conditions: readonly Condition[];
  /** Only records written at or after this instant. */
  readonly updatedSince?: string;
  readonly dates?: DateRange;
}

export interface ListQuery extends Restrictions {
  /** Only these records. */
  readonly ids?: readonly string[];
  /** Words that records have to have, as they were typed. */
  readonly words?: string;
  readonly sort: string;
  readonly descending: boolean;
}

/** The order of a list with words, where none is asked for. */
export const RELEVANCE = 'relevance';
