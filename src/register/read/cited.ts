/** Reads a record at a revision as it is cited: with the sources that back it, their publishers, and some of their words. */
import type { Database } from '../../db/tables.js';
import type { Backing, Cited, Work } from '../../model/citing/work.js';
import { REGISTER } from '../../model/citing/work.js';
import type { Citation } from '../../model/evidence/citation.js';
import { type Members, memberOf, valueAt } from '../../model/members.js';
import { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import { nameOf } from '../document/absence.js';
import { evidenceIn } from '../document/evidence.js';
import { documentsRecorded, readDocument } from '../log/history.js';
import { revisionOf } from '../log/revisions.js';
import { documentsAt, readRecord } from './records.js';

/** Sources that a citation names, and words that it takes from each. */
const MAX_SOURCES = 10;
const MAX_WORDS = 25;

/**
 * @param revision the current one, with its sources as they are now, unless said; else with those that the register had then
 * @param addressOf makes the address of a path of the service
 */
export async function readCited(
  db: Database,
  definition: Definition,
  id: string,
  revision: number | undefined,
  addressOf: (path: string) => string,
): Promise<Cited> {
  const document: Members = JSON.parse(
    revision === undefined
      ? (await readRecord(db, definition, id)).document
      : await documentOf(db, definition, id, revision),
  );
  const number = Number(document.revision);
  const updated = String(document.updated_at);
  const read = (record: 'source' | 'party', ids: readonly string[]) =>
    documentsOf(db, record, ids, revision === undefined ? undefined : updated);
  const address = addressOf(`/${definition.collection}/${id}/revisions/${number}`);
  const revised = updated.slice(0, 10);
  const title = definition.nameOf(document);
  const { record } = definition;
  const own = { key: `entente-${record}-${id}-r${number}`, record, id, revision: number, revised, address };
  if (record === 'source') {
    const [work] = await worksOf([document], read);
    const sourceKind = String(document.kind);
    return { ...own, sourceKind, work: work ?? { kind: sourceKind, publishers: [] }, backing: [], more: 0 };
  }
  const quotes = quotesIn(definition, document);
  const named = [...quotes].slice(0, MAX_SOURCES);
  const sources = await read(
    'source',
    named.map(([source]) => source),
  );
  const works = await worksOf(
    named.map(([source]) => sources.get(source) ?? { id: source }),
    read,
  );
  return {
    ...own,
    work: { kind: record, title, publishers: [REGISTER], date: revised, url: address },
    backing: works.map((work, at): Backing => ({ ...work, quote: named[at]?.[1] })),
    more: quotes.size - named.length,
  };
}

/** The document of a revision; refuses one that deleted the record. */
async function documentOf(db: Database, definition: Definition, id: string, revision: number): Promise<string> {
  const document = await readDocument(db, definition, id, revision);
  if (document !== undefined) return document;
  const of = { record: definition.record, id };
  const { at } = await revisionOf(db, of, revision).select('at').executeTakeFirstOrThrow();
  throw new Refusal('gone', `Revision ${revision} of ${nameOf(definition, id)} deleted it at ${at}; cite one before.`, {
    deleted_at: at,
  });
}

type Read = (record: 'source' | 'party', ids: readonly string[]) => Promise<Map<string, Members>>;

async function documentsOf(
  db: Database,
  record: 'source' | 'party',
  ids: readonly string[],
  instant: string | undefined,
): Promise<Map<string, Members>> {
  const found = await (instant === undefined
    ? documentsAt(db, record, ids)
    : documentsRecorded(db, record, ids, instant));
  return new Map([...found].map(([id, document]) => [id, JSON.parse(document)]));
}

/**
 * The sources that back a record, in its order, each with the first of their words. What others say, what is known to be
 * wrong, and a source that has lost its words back nothing.
 */
function quotesIn({ document: schema }: Definition, document: Members): Map<string, string | undefined> {
  const quotes = new Map<string, string | undefined>();
  for (const { citation, pointer } of evidenceIn(schema, document).citations) {
    const { source, status } = citation;
    const [, list, index] = pointer.split('/');
    if (status === 'stale' || list === 'alternatives') continue;
    if (memberOf(valueAt(document, `/${list}/${index}`), 'rank') === 'deprecated') continue;
    quotes.set(source, quotes.get(source) ?? quoteOf(citation));
  }
  return quotes;
}

function quoteOf({ quote }: Pick<Partial<Citation>, 'quote'>): string | undefined {
  if (quote === undefined) return undefined;
  const words = quote.trim().split(/\s+/);
  return words.length <= MAX_WORDS ? words.join(' ') : `${words.slice(0, MAX_WORDS).join(' ')} …`;
}

/** Sources as works; of one that is not there only its id is known. */
async function worksOf(sources: readonly Members[], read: Read): Promise<Work[]> {
  const parties = await read('party', [
    ...new Set(sources.flatMap(({ publisher }) => (typeof publisher === 'string' ? [publisher] : []))),
  ]);
  return sources.map(({ id, kind, title, publisher, publisher_name, published, retrieved, url }) => {
    const name = textOf(parties.get(String(publisher))?.name) ?? textOf(publisher_name) ?? textOf(publisher);
    return {
      kind: kind === undefined ? `source “${id}”` : String(kind).replaceAll('_', ' '),
      title: textOf(title),
      publishers: name === undefined ? [] : [name],
      date: dateOf(published),
      url: textOf(url),
      accessed: dateOf(retrieved),
    };
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const dateOf = (date: unknown): string | undefined => textOf(memberOf(date, 'edtf')) ?? textOf(memberOf(date, 'text'));
