/** The end of the log: its newest entries are read once for all who follow it, whatever they ask for. */
import type { Database } from '../../db/tables.js';
import { type FeedCondition, type FeedPage, fulfils, readChanges } from './feed.js';
import { type ChangeExpansion, entriesAt, type FeedEntry } from './feed-entries.js';
import { feedEntriesBetween, type IndexedEntry } from './feed-index.js';

/** Entries that are read and kept together. */
const PAGE = 20;

/** What a follower of the log asks for. */
export interface Following {
  conditions: readonly FeedCondition[];
  /** What is added to the entries. */
  expand: readonly ChangeExpansion[];
  /** Only what was written at or after this instant; empty for all. */
  since: string;
}

/** An entry, and what it is found by. */
interface TailEntry {
  entry: FeedEntry;
  indexed: IndexedEntry;
}

export interface Tail {
  /** Some changes after a sequence; `last` is the last one there is. */
  read(following: Following, place: { after: number; last: number }): Promise<FeedPage>;
}

export function openTail(reader: () => Database): Tail {
  /** Those of one end of the log; what grows it may take something out. */
  const pages = new Map<string, Promise<TailEntry[]>>();
  let keptFor = 0;

  /** The entries from one sequence to another; followers who ask for the same share it. */
  function pageOf(after: number, upTo: number, expand: Following['expand']): Promise<TailEntry[]> {
    const key = `${after} ${upTo} ${expand.toSorted()}`;
    const known = pages.get(key);
    if (known) return known;
    const page = readPage(reader(), after, upTo, expand);
    pages.set(key, page);
    page.catch(() => pages.delete(key));
    return page;
  }

  return {
    read: async ({ conditions, expand, since }, { after, last }) => {
      // Who is far behind may skip much of the log by its index.
      if (last - after > PAGE) return readChanges(reader(), conditions, { after, last }, PAGE, { expand, since });
      if (last !== keptFor) pages.clear();
      keptFor = last;
      const start = after - (after % PAGE);
      const upTo = Math.min(start + PAGE, last);
      const page = await pageOf(start, upTo, expand);
      const found = page.filter(
        ({ entry, indexed }) =>
          entry.sequence > after && entry.at >= since && conditions.every((condition) => fulfils(indexed, condition)),
      );
      return { entries: found.map(({ entry }) => entry), upTo };
    },
  };
}

async function readPage(db: Database, after: number, upTo: number, expand: Following['expand']): Promise<TailEntry[]> {
  const indexed = await feedEntriesBetween(db, after, upTo);
  const bySequence = new Map(indexed.map((one) => [one.sequence, one]));
  const entries = await entriesAt(db, [...bySequence.keys()], { expand, since: '' });
  return entries.flatMap((entry) => {
    const one = bySequence.get(entry.sequence);
    return one ? { entry, indexed: one } : [];
  });
}
