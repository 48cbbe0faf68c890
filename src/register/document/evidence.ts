/** What a record rests on: the records it refers to, the citations in it, and the dates that its sources give it. */
import { isDeepStrictEqual } from 'node:util';
import { defaultDate, type UncertainDate } from '../../model/dates/uncertain-date.js';
import type { Citation, CitationInput } from '../../model/evidence/citation.js';
import { REFERS_TO } from '../../model/ids.js';
import { isMembers, type Members } from '../../model/members.js';
import type { Reference } from '../../model/refusal.js';
import type { TSchema } from '../../model/schema.js';
import type { Related } from '../definition.js';
import { type SchemaVisitors, visitSchema } from './visit.js';

/** What a value refers to, and where. */
export function referencesIn(schema: TSchema, value: unknown): (Reference & { pointer: string })[] {
  const found: (Reference & { pointer: string })[] = [];
  const visitors: SchemaVisitors = {};
  for (const [component, record] of Object.entries(REFERS_TO))
    visitors[component] = (id: string, pointer) => {
      // The record's own id, at its top, refers to nothing.
      if (pointer !== '/id') found.push({ record, id, pointer });
      return id;
    };
  visitSchema(schema, value, visitors);
  return found;
}

/** The citations of a document, and where they stand. */
export function citationsIn(document: TSchema, value: unknown): { citation: Citation; pointer: string }[] {
  const found: { citation: Citation; pointer: string }[] = [];
  visitSchema(document, value, {
    Citation: (citation: Citation, pointer) => {
      found.push({ citation, pointer });
      return citation;
    },
  });
  return found;
}

/**
 * The date of an event or milestone: the one that was written or, without one, the bound that the publication of its
 * sources gives. A date that was such a bound before follows the sources when they change.
 * @param before the event or milestone as it stood
 */
export function dateOrDefault(
  date: UncertainDate | undefined,
  citations: readonly CitationInput[],
  before: Members | undefined,
  related: Related,
): UncertainDate {
  if (date !== undefined && !(before && isDeepStrictEqual(date, bySources(citedBy(before), related.before))))
    return date;
  return bySources(
    citations.map(({ source }) => source),
    related.get,
  );
}

const citedBy = ({ citations }: Members): string[] =>
  Array.isArray(citations) ? citations.filter(isMembers).map(({ source }) => String(source)) : [];

function bySources(sources: readonly string[], get: Related['get']): UncertainDate {
  return defaultDate(
    sources.map((source) => {
      const published = get('source', source)?.published;
      return isMembers(published) && typeof published.edtf === 'string' ? { edtf: published.edtf } : undefined;
    }),
  );
}
