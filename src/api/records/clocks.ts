/** The clocks that records are asked by: `true_on` and `published_until`. */
import { day } from '../../model/dates/uncertain-date.js';
import { Refusal } from '../../model/refusal.js';
import { type TProperties, Type } from '../../model/schema.js';
import type { Clock } from '../../model/stages/clock.js';
import type { Definition } from '../../register/definition.js';

/** The clocks of a request, as their schemas let them through. */
export interface ClockQuery {
  true_on?: string;
  published_until?: string;
}

const ABOUT = {
  true_on: 'What was true on this day.',
  published_until: 'What had been published by this day.',
};

export const clockParameters = ({ clocks }: Definition): TProperties =>
  Object.fromEntries(clocks.map((name) => [name, Type.Optional(day(ABOUT[name]))]));

/** The clocks that are asked; undefined when none is. */
export const clockIn = ({ true_on, published_until }: ClockQuery): Clock | undefined =>
  true_on === undefined && published_until === undefined
    ? undefined
    : { trueOn: true_on, publishedUntil: published_until };

/** Refuses what the register said at an instant together with another clock. */
export function expectOneClock(query: ClockQuery & { recorded_at?: string }): void {
  if (query.recorded_at === undefined || clockIn(query) === undefined) return;
  const detail =
    'what the register said then is not asked by another clock: leave out recorded_at, or the other clocks';
  throw new Refusal('invalid_parameter', detail, {
    errors: [{ parameter: 'recorded_at', code: 'not_together', detail }],
  });
}
