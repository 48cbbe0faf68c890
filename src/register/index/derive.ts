/** Derives all rows of a document: its own columns, index rows, the counts of its date, its words. */
import type { Tables } from '../../db/tables.js';
import type { Tokens } from '../../db/tokens.js';
import { trigramsOf } from '../../model/words/trigrams.js';
import { type Definition, type Document, facetsOf, type IndexTerm, type Related } from '../definition.js';
import { namesOfDisputed } from '../document/alternatives.js';
import { evidenceIn } from '../document/evidence.js';
import { type Passage, passagesOf } from '../document/passages.js';
import { gapRow } from './date-gaps.js';
import { docidOf } from './docids.js';
import { type DateRow, dateRowsOf } from './imprecise-dates.js';
import { publicationRows } from './publications.js';
import { referenceTerm } from './references.js';
import { type StandingRow, standingGaps, standingRows } from './standings.js';
import { indexValue, REFERS, tokensOf, wordsOfNames } from './tokens.js';
import { uncertainStageRows } from './uncertain-stages.js';

export type IndexEntry = Tables['index_entry'];

/** The columns of a record's row that follow from its document. */
export type DerivedColumns = Pick<
  Tables['record'],
  'sort' | 'earliest' | 'latest' | 'facets' | 'docid' | 'text_sha256'
>;

/** What the search index holds of a record. */
export interface DerivedWords {
  tokens: Tokens;
  words: ReadonlySet<string>;
  /** The trigrams of the words in names. */
  trigrams: Tables['name_trigram'][];
}

export interface Derived {
  columns: DerivedColumns;
  index: IndexEntry[];
  dates: DateRow[];
  /** What clocks answer of it. */
  standings: StandingRow[];
  /**
   * Computed on demand, since it is most of the work.
   * @param text the text that a source holds
   */
  words(text: string | undefined): DerivedWords;
}

/** The records whose date isn't one day: only these can lie in a range without surely doing so. */
export const IMPRECISE: IndexTerm = ['imprecise', ''];

/** The columns of a record that is deleted. */
export const DELETED: DerivedColumns = {
  sort: '',
  earliest: null,
  latest: null,
  facets: '{}',
  docid: null,
  text_sha256: null,
};

/**
 * Everything that is written for a document beside the document itself. Saving, rebuilding, reindexing and verifying all
 * ask this.
 * @param related what the document refers to
 * @param number unique: the sequence of the log entry that created the record or last restored it
 */
export function derive(definition: Definition, document: Document, related: Related, number: number): Derived {
  const { record } = definition;
  const { sort, earliest = null, latest = null, gaps = [] } = definition.sortKey(document);
  // What is computed follows the references that were written, and holds nothing in place itself.
  const { references, citations } = evidenceIn(definition.input, document);
  const terms: IndexTerm[] = [
    ['all', ''],
    ...(earliest === latest ? [] : [IMPRECISE]),
    ...citations.map(({ citation }): IndexTerm => ['source', citation.source]),
    ...definition.indexTerms(document, related),
    ...bearingTerms(definition, document),
    ...namesOfDisputed(definition.input, document.disputed).map((name): IndexTerm => ['disputed', name]),
    ...references.map(referenceTerm),
  ];
  const distinct = withoutRepetition(terms);
  const periods = definition.periods?.(document, related) ?? [];
  const standings = standingRows(document.id, sort, periods);
  const sources = [...new Set(citations.map(({ citation }) => citation.source))];
  const text_sha256 = typeof document.text_sha256 === 'string' ? document.text_sha256 : null;
  return {
    columns: {
      sort,
      earliest,
      latest,
      facets: facetValues(definition, distinct),
      docid: docidOf(definition, document, earliest ?? latest, number),
      text_sha256,
    },
    index: [
      ...distinct.map(([filter, value]) => ({
        filter: `${record}.${filter}`,
        value: indexValue(filter, value),
        sort: filter === REFERS ? '' : sort,
        id: document.id,
      })),
      ...gaps.map((gap) => gapRow(record, document.id, gap)),
      ...standingGaps(record, standings, periods),
      ...publicationRows(definition, document, sources, related),
    ],
    dates: [
      ...(definition.dated === undefined ? [] : dateRowsOf(record, earliest, latest, gaps)),
      ...uncertainStageRows(record, standings),
    ],
    standings,
    words: (text) => wordsOf(definition, document, distinct, text),
  };
}

const bearingTerms = ({ bearsOn }: Definition, document: Document): IndexTerm[] =>
  bearsOn ? bearsOn.ids(document).map((id): IndexTerm => [bearsOn.filter, id]) : [];

function withoutRepetition(terms: readonly IndexTerm[]): IndexTerm[] {
  const seen = new Set<string>();
  return terms.filter(([filter, value]) => {
    const key = `${filter} ${value}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The values that facets count, by filter, as JSON. */
function facetValues(definition: Definition, terms: readonly IndexTerm[]): string {
  const values: Record<string, string[]> = {};
  const facets: readonly string[] = facetsOf(definition);
  for (const [filter, value] of terms)
    if (facets.includes(filter) && (definition.filters[filter]?.isCounted?.(value) ?? true)) {
      const known = values[filter];
      if (known) known.push(value);
      else values[filter] = [value];
    }
  return JSON.stringify(values);
}

function wordsOf(
  definition: Definition,
  document: Document,
  terms: readonly IndexTerm[],
  text: string | undefined,
): DerivedWords {
  const passages: Passage[] = passagesOf(definition, document);
  if (text !== undefined) passages.push({ tier: 'text', member: 'text', text });
  return { ...tokensOf(definition.record, passages, terms), trigrams: trigramsIn(definition, passages) };
}

/** Only the names of records that are looked up by name are used to correct spelling. */
function trigramsIn({ isLookedUpByName }: Definition, passages: readonly Passage[]): Tables['name_trigram'][] {
  if (!isLookedUpByName) return [];
  return [...wordsOfNames(passages)].flatMap((word) => [...trigramsOf(word)].map((trigram) => ({ trigram, word })));
}
