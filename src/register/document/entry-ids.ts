/** The ids of a list's entries, such as milestones: made from what they say, and kept while they are edited. */
import { sha256 } from '../../model/hash.js';
import { isMembers, type Members, memberOf } from '../../model/members.js';
import type { Draft } from '../definition.js';

/** How the entries of one list get their ids. */
export interface EntryIds {
  /** The entry of the previous revision, or of the one that is stored again, that this one is; none when it is new. */
  formerOf(index: number): Members | undefined;
  /** The id that it had or, for a new one, one made from its content; to be asked for entry by entry, in their order. */
  idOf(index: number, content: unknown): string;
}

/**
 * An entry that is sent back with its id keeps it. Any other gets an id made from its content, so that the same entry has
 * the same id in every register.
 * @param list the member that holds the entries
 * @param prefix the letter that their ids begin with
 */
export function entryIds(
  list: string,
  prefix: string,
  { members, before, reverted, sent }: Pick<Draft<object>, 'members' | 'before' | 'reverted' | 'sent'>,
): EntryIds {
  const former = new Map([...entriesOf(reverted, list), ...entriesOf(before, list)].map((entry) => [entry.id, entry]));
  const kept = new Map<number, string>();
  const used = new Set<string>();
  for (const index of entriesOf(members, list).keys()) {
    const id = sent.get(`/${list}/${index}`)?.id;
    if (typeof id !== 'string' || !former.has(id) || used.has(id)) continue;
    kept.set(index, id);
    used.add(id);
  }
  return {
    formerOf: (index) => (kept.has(index) ? former.get(kept.get(index)) : undefined),
    idOf: (index, content) => {
      const id = kept.get(index) ?? unused(`${prefix}-${sha256(JSON.stringify(content)).slice(0, 8)}`, used);
      used.add(id);
      return id;
    },
  };
}

/** What citations quote, as part of an entry's content: the words and their source, wherever they stand. */
export const quotedBy = (citations: readonly { source: string; quote?: string }[]): [source: string, quote: string][] =>
  citations.map(({ source, quote = '' }) => [source, quote]);

function entriesOf(members: object | undefined, list: string): Members[] {
  const entries = memberOf(members, list);
  return Array.isArray(entries) ? entries.filter(isMembers) : [];
}

function unused(id: string, used: ReadonlySet<string>): string {
  if (!used.has(id)) return id;
  let number = 2;
  while (used.has(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}
