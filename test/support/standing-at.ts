import { type Clock, type ClockStanding, type Course, readCourse, standingOn } from '../../src/model/stages/clock.js';

/** How far a partnership had got by the clocks. Undefined when nothing about it had surely been published by then. */
export function standingAt(course: Course, { trueOn, publishedUntil }: Clock): ClockStanding | undefined {
  const known = readCourse(course)(publishedUntil);
  return known && standingOn(known.steps, trueOn);
}
