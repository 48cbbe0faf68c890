/** What commands print. */
import type { LogEntry } from '../db/log-end.js';

/** A line of an answer. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Where a log ends, in words. */
export const describeEnd = (last: LogEntry | undefined): string =>
  last ? `the last entry is ${last.sequence}, hash ${last.hash}` : 'the log is empty';

/** How many rows or records of something are done between two lines. */
const PROGRESS_STEP = 10_000;

type Report = (count: number, what: string) => void;

/** Reports now and then how far something is; for each kind of thing the count begins anew. */
export function progress(report: Report): Report {
  let printed = 0;
  let last = '';
  return (count, what) => {
    if (what !== last) printed = 0;
    last = what;
    if (count - printed < PROGRESS_STEP) return;
    printed = count;
    report(count, what);
  };
}
