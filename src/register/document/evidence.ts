/** What a record is based on: the records it refers to, the citations in it, and the dates that its sources give it. */
import { isDeepStrictEqual } from 'node:util';
import type { Bounds } from '../../model/dates/edtf.js';
import {
  boundsOf,
  completeDate,
  defaultDate,
  type UncertainDate,
  type UncertainDateInput,
} from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { REFERS_TO } from '../../model/ids.js';
import { isDecisive } from '../../model/marks.js';
import { isMembers, type Members, memberOf, valueAt } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import { resolve, type TSchema } from '../../model/schema.js';
import type { Appendable, Related } from '../definition.js';
import { dateWithAlternatives } from './alternatives.js';
import { memberSchema } from './member-schema.js';
import { componentFinder } from './visit.js';

/** The citations of a record itself, as a list that is appended to. */
export const appendableCitations: Appendable = {
  singular: 'Citation',
  input: CitationInput,
  document: Citation,
  example: { source: 'pakistan-united-states', quote: 'The policy push has accelerated in recent weeks' },
};

/** A reference and its pointer in the document. */
export type PointedReference = Reference & { pointer: string };

/** The references and citations of a document. */
export interface Evidence {
  references: PointedReference[];
  citations: PointedCitation[];
}

const findEvidence = componentFinder([...Object.keys(REFERS_TO), 'Citation', 'CitationInput']);

/** The references and citations of a document as it is written or as it is read; it need not have been checked. */
export function evidenceIn(schema: TSchema, document: unknown): Evidence {
  const references: PointedReference[] = [];
  const citations: PointedCitation[] = [];
  findEvidence(schema, document, (component, value, pointer) => {
    const record = REFERS_TO[component];
    if (record === undefined) {
      if (isCitation(value)) citations.push({ citation: value, pointer });
    } else if (typeof value === 'string') references.push({ record, id: value, pointer });
  });
  return { references, citations };
}

export const referencesIn = (schema: TSchema, document: unknown): PointedReference[] =>
  evidenceIn(schema, document).references;

/** A citation and its pointer in the document. */
export interface PointedCitation {
  citation: CitationInput & Partial<Citation>;
  pointer: string;
}

const isCitation = (value: unknown): value is CitationInput => isMembers(value) && typeof value.source === 'string';

/** What a date is derived from when none is written. */
interface Dated {
  citations?: unknown;
  /** The event at which it happened. */
  event?: unknown;
}

/**
 * The date of an event or milestone: the written one or, without one, that of the event at which it happened, else a bound
 * derived from when its sources were published. A date equal to what was derived for the previous revision is derived again.
 * @param before the event or milestone in the previous revision
 */
export function dateOrDefault(
  date: UncertainDate | undefined,
  dated: Dated,
  before: Members | undefined,
  related: Related,
): UncertainDate {
  const isDerived =
    date === undefined || (before !== undefined && isDeepStrictEqual(date, derivedDate(before, asBefore(related))));
  return isDerived ? derivedDate(dated, related) : date;
}

const asBefore = ({ before }: Related): Related => ({ get: before, before });

function derivedDate({ citations, event }: Dated, related: Related): UncertainDate {
  const cited = Array.isArray(citations) ? citations.filter(isMembers).map(({ source }) => String(source)) : [];
  return dateOfEvent(event, related) ?? defaultDate(cited.map((source) => publishedOf(source, related.get)));
}

/** The date of an event for its milestones; none when it has no date itself. */
export function dateOfEvent(id: unknown, related: Related): UncertainDate | undefined {
  const event = typeof id === 'string' ? related.get('event', id) : undefined;
  if (typeof id !== 'string' || !event) return undefined;
  const written = isDate(event.date) ? event.date : undefined;
  // An event that is written together with the milestone has no date yet but what was written.
  const isWhole = event.revision !== undefined;
  const date = isWhole ? written : dateOrDefault(completed(written), event, related.before('event', id), related);
  const edtf = dateWithAlternatives(date, '/date', event.alternatives)?.edtf;
  return edtf === undefined ? undefined : completed({ edtf, basis: 'event' });
}

const isDate = (value: unknown): value is UncertainDateInput => isMembers(value);

function completed(date: UncertainDateInput | undefined): UncertainDate | undefined {
  const result = date && completeDate(date);
  return result && 'date' in result ? result.date : undefined;
}

/** When a source was published, as far as it and others say. */
export const publishedOf = (source: string, get: Related['get']): UncertainDateInput | undefined =>
  publicationOf(get('source', source) ?? {});

/** The days on which a source may have been published: no bounds when that isn't known. */
export const daysPublished = (source: string, get: Related['get']): Bounds => boundsOf(publishedOf(source, get));

/** When a source itself was published. */
export const publicationOf = ({ published, alternatives }: Members): UncertainDateInput | undefined =>
  dateWithAlternatives(isDate(published) ? published : undefined, '/published', alternatives);

/**
 * The values of the decisive members of the statement that a citation supports. When they change, it is another statement.
 * @param pointer of the citation: /citations/0 for the whole record, /milestones/0/citations/0 for a part of it
 */
export function decisiveValues(document: TSchema, value: unknown, pointer: string): unknown[] {
  const at = pointer.split('/').slice(0, -2).join('/');
  const statement = valueAt(value, at);
  const schema = memberSchema(document, at);
  return Object.entries<TSchema>(schema ? (resolve(schema).properties ?? {}) : {}).flatMap(([name, member]) =>
    isDecisive(member) ? [memberOf(statement, name) ?? null] : [],
  );
}
