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
  /** Only records that had surely been published by this day, or that cite a source which had. */
  readonly publishedUntil?: string;
  /** Stage, dates and evidence are asked as they stood by the clocks, not as they stand now. */
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
