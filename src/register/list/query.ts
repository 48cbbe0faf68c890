/** The query of a list: which records, and in which order. */
import type { Condition } from '../definition.js';
import type { ClockFilter } from '../index/clock-filter.js';
import type { Words } from '../search/prepare.js';
import type { DateRange } from './dates.js';

/** The filters of a list, other than words. */
export interface Restrictions {
  /** All of them hold. */
  readonly conditions: readonly Condition[];
  /** Only records written at or after this instant. */
  readonly updatedSince?: string;
  readonly dates?: DateRange;
  /** Only records that had surely been published by this day, or that a source reports which had. */
  readonly publishedUntil?: string;
  /** What is asked of how far records had got by the clocks, in place of what is stored of that. */
  readonly clock?: ClockFilter;
}

export interface ListQuery extends Restrictions {
  /** Only these records. */
  readonly ids?: readonly string[];
  readonly words?: Words;
  readonly sort: string;
  readonly descending: boolean;
}

/** The default order of a list with words. */
export const RELEVANCE = 'relevance';
