/** Merges the segments of the search index while nothing is written: a search looks into each of them. */

/** How long nothing has to have been written before merging begins, and its steps are apart, in milliseconds. */
const IDLE_MS = 1000;
const PAUSE_MS = 50;

export interface Merging {
  /** To be called when something is written: merging stops, and begins when nothing has been written for a while. */
  postpone(): void;
  /** Stops for good. */
  close(): Promise<void>;
}

/** @param step merges a little, and answers whether there is more to merge */
export function mergeWhenIdle(step: () => Promise<boolean>): Merging {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  function runIn(milliseconds: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = run();
    }, milliseconds);
    // A process does not stay for this alone.
    timer.unref();
  }

  async function run(): Promise<void> {
    // When another process writes, or the disk is full, the next write begins it anew.
    const isMore = await step().catch(() => false);
    // Something that was written meanwhile has postponed it.
    if (isMore && timer === undefined) runIn(PAUSE_MS);
  }

  return {
    postpone: () => runIn(IDLE_MS),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
