/** What partnerships are by the clocks, recomputed from their documents: the slow oracle of the tests about clocks. */

import { boundsOf } from '../../src/model/dates/uncertain-date.js';
import type { Clock } from '../../src/model/stages/clock.js';
import { countVoices } from './filter-oracle.js';
import type { Json } from './register.js';
import { standingAt } from './standing-at.js';

const sourcesIn = (value: unknown): string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"source":"([^"]+)"/g)].map(([, source]) => source!);

/** A partnership as it is shown by the clocks; undefined when nothing about it had been published. */
export function byClock(document: Json, clock: Clock, sources: readonly Json[]): Json | undefined {
  const { stage, stage_since, reached, evidence, ...others } = document;
  const course = {
    steps: document.milestones.map((one: Json) => ({
      ...one,
      others: (document.alternatives ?? [])
        .filter(({ member }: Json) => member === `/milestones/${one.id}/date`)
        .map(({ value, citations }: Json) => ({ date: value, sources: sourcesIn(citations) })),
    })),
    sources: [
      ...new Set(sourcesIn([document.milestones, document.instruments, document.citations, document.alternatives])),
    ],
    published: (id: string) => boundsOf(sources.find((one) => one.id === id)?.published),
  };
  const standing = standingAt(course, clock);
  if (!standing) return undefined;
  const behind = [...new Set(standing.behind.citations.map((one) => one.source))];
  return { ...others, ...standing, independent: countVoices(behind, sources) };
}

/** The sources that a partnership cites and nobody dates. */
export const undatedSources = (document: Json, sources: readonly Json[]): string[] =>
  sourcesIn([document.milestones, document.instruments, document.citations, document.alternatives]).filter((id) => {
    const { earliest, latest } = boundsOf(sources.find((one) => one.id === id)?.published);
    return earliest === undefined && latest === undefined;
  });
