/** What makes a resource: its schemas, what the service computes, and how it is found. Everything else is shared. */

import type { Bounds, Days } from '../model/dates/edtf.js';
import type { HeldText } from '../model/evidence/held-text.js';
import type { RecordName } from '../model/ids.js';
import { ownId } from '../model/marks.js';
import type { Members } from '../model/members.js';
import type { Finding } from '../model/refusal.js';
import { instant, ref, revisionNumber, set, type TObject, type TSchema, Type } from '../model/schema.js';
import type { Period } from '../model/stages/periods.js';
import type { OPERATIONS } from '../model/vocabulary/vocabulary.js';
import { withArticle } from '../model/words/article.js';

/** What every document begins with. */
export interface Head {
  record: RecordName;
  id: string;
  revision: number;
  created_at: string;
  updated_at: string;
}
export type Document = Head & Members;

/** The first members of a document's schema. */
export const head = <R extends RecordName>(record: R, id: TSchema) => ({
  record: Type.Unsafe<R>({ type: 'string', enum: [record], description: 'What kind of record this is.' }),
  id: ownId(ref(id, 'Its id, which never changes.')),
  revision: revisionNumber,
  created_at: instant('When the first revision was written.'),
  updated_at: instant('When this revision was written.'),
});

/** The same of the first revision, for examples. */
export const exampleHead = <R extends RecordName>(record: R, id: string) => ({
  record,
  id,
  revision: 1,
  created_at: '2025-11-01T12:00:00.000Z',
  updated_at: '2025-11-01T12:00:00.000Z',
});

/** The id in what is written: chosen, or left to the service. */
export const chosenId = (id: TSchema) => ({
  id: Type.Optional(
    ownId(
      ref(
        id,
        'Its id. Left out, one is made from its name or title, with -2 and so on when that is taken; or a UUID when there is ' +
          'no Latin letter or digit to make it from. A source without a title has it from its publisher, else the host of its ' +
          'address, and its day.',
      ),
    ),
  ),
});

/** A value of a filter, by which a record is found. Its row in the index also has the record's sort key. */
export type IndexTerm = [filter: string, value: string];

/** Records that are indexed under one of the values; several conditions all hold. */
export interface Condition {
  filter: string;
  anyOf: readonly string[];
}

export type FilterValues = Readonly<Record<string, readonly string[] | undefined>>;

/** A parameter of a list. Without `conditions` the parameter's values are looked up under its own name. */
export interface Filter {
  schema: TSchema;
  conditions?(values: readonly string[], all: FilterValues): Condition[];
  /** Whether facets may count an index row; all by default. */
  isCounted?(row: string): boolean;
  /** The parameter's value for which facets count an index row; the value of the row by default. */
  counted?(row: string, all: FilterValues): string | undefined;
}

/** A parameter that takes several values, comma-separated or repeated, meaning any of them. */
export const anyOf = (items: TSchema, description: string): Filter => ({ schema: set(items, description, 100, 1) });

/** Where a record stands in the default order of its list. */
export interface SortKey extends Bounds {
  sort: string;
  /** The days between the bounds on which its date can't be. */
  gaps?: readonly Days[];
}

/** Other records, as a record's computed members need them. */
export interface Related {
  /** As it will be after this write. */
  get(record: RecordName, id: string): Members | undefined;
  /** As it was before this write. */
  before(record: RecordName, id: string): Members | undefined;
}

/** A record on its way into the register: what was written, its dates and citations completed. */
export interface Draft<M> {
  id: string;
  members: M;
  /** All its citations as they were written, in their order, each with its pointer. */
  cited: readonly { citation: { source: string }; pointer: string }[];
  /** The document that it replaces. */
  before: Members | undefined;
  related: Related;
  /** The ids of the records that bear on it, in their order. */
  bearing: readonly string[];
  /** The text of a source, of those that `readsTextsOf` names. */
  heldText(source: string): HeldText | undefined;
  /** Where its chain ends, if it has one: no more than two are looked for. */
  ends: readonly string[];
  /** The computed members that were sent along, by the pointer of the object that held them. */
  sent: Map<string, Members>;
  /** The earlier revision that is stored again, if it is one. */
  reverted?: Members;
  /** Errors are added here. */
  findings: Finding[];
}

/** A list of a record that can be appended to. */
export interface Appendable {
  /** What one item is called: Milestone. */
  singular: string;
  input: TObject;
  document: TObject;
  /** An item that records of this resource can have, where the example of `input` is none. */
  example?: object;
}

/**
 * A resource. `M` has the members that clients write, with dates and citations completed; `D` the document without its head.
 */
export interface Definition<M extends object = Members, D extends object = Members> {
  record: RecordName;
  /** Its name in addresses: parties. */
  collection: string;
  /** For operation ids and prose: Party, Parties. */
  singular: string;
  plural: string;
  description: string;
  /** The same in a few words. */
  inShort: string;
  id: TSchema;
  document: TObject;
  input: TObject;
  patch: TObject;
  /** The text that each can hold, for resources whose records do. */
  text?: TSchema;
  /**
   * Whether people look it up by its name alone: a search for just that name, which its index has folded under `name`,
   * puts it first, and misspelt words are corrected to words of such names.
   */
  isLookedUpByName: boolean;
  /**
   * The parties whose names find it, too, as if they stood in it: the filter of its index that has their ids, and the member
   * of the document.
   */
  foundBy?: { filter: string; member: string; parties(document: D): readonly string[] };
  /** What is suggested while its name is typed, in words; its index then has `nameTerms`. Absent when nothing is. */
  suggested?: string;
  /** What it is called, from which an id is made when none is chosen. */
  nameOf(members: M): string | undefined;
  /** What an id is made from, in this order, when there is no name or nothing Latin in it. */
  idsWithoutName?(members: M): (string | undefined)[];
  /** The sources whose texts `complete` reads. */
  readsTextsOf?(members: M): readonly string[];
  /** The whole document but its head. */
  complete(draft: Draft<M>): D;
  sortKey(document: D): SortKey;
  indexTerms(document: D & Pick<Head, 'id'>, related: Related): IndexTerm[];
  /**
   * The records of its kind that it is part of, or was made from. What depends on a record depends on all of these, too, at
   * any depth: they are loaded with it.
   */
  wholesOf?(members: M): readonly string[];
  /** What the computed members or index rows of referring records depend on: when it changes, they are recomputed. */
  dependencyKey?(members: M): unknown;
  /**
   * The member whose references to records of the same kind make a chain, which never leads back. Its index rows have the
   * same name.
   */
  chain?: string;
  /**
   * The records that it bears on: their computed members depend on its referring to them, and they are recomputed when that
   * begins or ends. Its index has rows with their ids under `filter`.
   */
  bearsOn?: { record: RecordName; filter: string; ids(members: M): readonly string[] };
  /** The clocks that it can be asked by. */
  clocks: readonly ('true_on' | 'published_until')[];
  /** What clocks answer of a record; absent when that isn't kept in rows. */
  periods?(document: D, related: Related): Period[];
  /** Computed members as they follow from what had surely been published until a day, where no rows are kept. */
  publishedMembers?(document: D, related: Related, until: string): Members;
  /** How the list is sorted unless asked otherwise: `-date`. */
  sort: 'date' | 'stage_since' | 'name' | 'published';
  /** The date that `from` and `to` go by, in words; absent when the resource has none. */
  dated?: string;
  filters: Record<string, Filter>;
  /** The filters whose values are counted with `facets`; what is dated has `year` as well. */
  facets: readonly Exclude<Facet, 'year'>[];
  /** What to write instead of a computed member. */
  instead: Record<string, string>;
  /** The members that can be appended to, and the schema of one item. */
  appendable: Record<string, Appendable>;
}

/** The resource of a kind of record, which has to be one of them. */
export function definitionOf(definitions: readonly Definition[], record: RecordName): Definition {
  const definition = definitions.find((one) => one.record === record);
  if (!definition) throw new Error(`there is a ${record}, which nothing is known of`);
  return definition;
}

/** The resources whose records are looked up by their names alone. */
export const lookedUpByName = (definitions: readonly Definition[]): Definition[] =>
  definitions.filter(({ isLookedUpByName }) => isLookedUpByName);

/** A record of the resource, in prose: "an event". */
export const oneOf = ({ record }: Pick<Definition, 'record'>): string => withArticle(record);

/** The orders of lists; the id breaks ties. */
export const SORTS = {
  date: 'By when it happened, the earliest first.',
  '-date': 'By when it happened, the latest first.',
  stage_since: 'By when the stage was reached, the earliest first.',
  '-stage_since': 'By when the stage was reached, the latest first.',
  name: 'By name, from A to Z.',
  '-name': 'By name, from Z to A.',
  published: 'By when it was published, the earliest first.',
  '-published': 'By when it was published, the latest first.',
  id: 'By id, from a to z.',
  '-id': 'By id, from z to a.',
  created_at: 'By when the first revision was written, the oldest first.',
  '-created_at': 'By when the first revision was written, the newest first.',
  updated_at: 'By when the last revision was written, the oldest first.',
  '-updated_at': 'By when the last revision was written, the newest first.',
  relevance: 'By where the words of `q` stand, names first, and of equals the most recent first; with `q` alone.',
} as const;
export type Sort = keyof typeof SORTS;

/** Which sorts a resource has, the default one first. */
export const sortsOf = ({ sort }: Definition): [Sort, ...Sort[]] => [
  ...(sort === 'name' ? ([sort, `-${sort}`] as const) : ([`-${sort}`, sort] as const)),
  'id',
  '-id',
  'created_at',
  '-created_at',
  'updated_at',
  '-updated_at',
  'relevance',
];

/** What can be counted value by value. */
export const FACETS = {
  stage: 'The stage at which they stand now.',
  reached: 'Each stage that they reached or went beyond.',
  topic: 'What they are about.',
  scope: 'Between whom they are.',
  principal_kind: 'The kinds of their principals and signatories.',
  kind: 'Their kind.',
  outcome: 'What came of them.',
  party: 'Who takes part, in any role or in those of `role`.',
  publisher: 'Who published them.',
  country: 'Their countries, or those of who takes part, in any role or in those of `role`.',
  evidence: 'The best evidence of the current stage.',
  notice: 'What does not add up in them.',
  missing: 'What is not known of them.',
  disputed: 'The members in which others say that something else stands.',
  year: 'The year in which their dates surely lie.',
} as const;
export type Facet = keyof typeof FACETS;

/** Which facets a resource has. */
export const facetsOf = ({ facets, dated }: Definition): Facet[] => [
  ...facets,
  ...(dated === undefined ? [] : (['year'] as const)),
];

export type Operation = keyof typeof OPERATIONS;
