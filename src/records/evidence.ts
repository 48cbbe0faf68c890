/** Completes what a record says: its dates get their bounds, and each citation is checked against the text of its source. */
import { isDeepStrictEqual } from 'node:util';
import { type Citation, type CitationInput, checkCitation, recheckCitation, samePlace } from '../model/citation.js';
import { REFERS_TO } from '../model/ids.js';
import { isMembers, type Members } from '../model/members.js';
import { type Finding, MOST_FINDINGS, type Reference } from '../model/refusal.js';
import type { TSchema } from '../model/schema.js';
import { completeDate, defaultDate, type UncertainDate, type UncertainDateInput } from '../model/uncertain-date.js';
import type { Related } from './definition.js';
import type { State } from './state.js';
import { type Visitors, walk } from './walk.js';

/** Misquotations of one request for which the nearest passage is looked up. */
const MOST_SUGGESTED = 10;

/** What a value refers to, and where. */
export function referencesIn(schema: TSchema, value: unknown): (Reference & { pointer: string })[] {
  const found: (Reference & { pointer: string })[] = [];
  const visitors: Visitors = {};
  for (const [component, record] of Object.entries(REFERS_TO))
    visitors[component] = (id: string, pointer) => {
      // The record's own id, at its top, refers to nothing.
      if (pointer !== '/id') found.push({ record, id, pointer });
      return id;
    };
  walk(schema, value, visitors);
  return found;
}

/** The citations of a document. */
export function citationsIn(document: TSchema, value: unknown): Citation[] {
  const found: Citation[] = [];
  walk(document, value, {
    Citation: (citation: Citation) => {
      found.push(citation);
      return citation;
    },
  });
  return found;
}

/** Whether a source's text differs from what it was before this write. */
const textChanged = (related: Related, source: string): boolean =>
  related.get('source', source)?.text_sha256 !== related.former('source', source)?.text_sha256;

/**
 * The members with their dates and citations completed. A citation that stands in the document before, of a source
 * whose text is as it was, stays as it is, also when it is stale; of a text that changed it is checked again; any other
 * has to match.
 */
export async function complete(
  input: TSchema,
  members: Members,
  before: { schema: TSchema; document: Members } | undefined,
  state: State,
  findings: Finding[],
): Promise<Members> {
  const known = new Map<string, Citation[]>();
  for (const citation of before ? citationsIn(before.schema, before.document) : [])
    known.set(citation.source, [...(known.get(citation.source) ?? []), citation]);
  const knownAs = (citation: CitationInput) => known.get(citation.source)?.find((one) => samePlace(one, citation));

  const toCheck = new Set<string>();
  walk(input, members, {
    CitationInput: (citation: CitationInput) => {
      if (citation.quote !== undefined && (!knownAs(citation) || textChanged(state, citation.source)))
        toCheck.add(citation.source);
      return citation;
    },
  });
  await state.loadTexts(toCheck);

  const checked = (citation: CitationInput): Citation | Omit<Finding, 'pointer'> | undefined => {
    // Nobody is told of more, and each search may read all of a text.
    if (findings.length >= MOST_FINDINGS) return undefined;
    const same = knownAs(citation);
    if (!same) return checkCitation(citation, state.heldText(citation.source), findings.length < MOST_SUGGESTED);
    if (textChanged(state, citation.source)) return recheckCitation(citation, state.heldText(citation.source));
    return { ...citation, ...(same.end !== undefined && { end: same.end }), status: same.status };
  };
  const completed = walk(input, members, {
    CitationInput: (citation: CitationInput, pointer: string) => {
      const result = checked(citation);
      if (result === undefined) return citation;
      if ('status' in result) return result;
      findings.push({ pointer: `${pointer}/${result.code === 'start_without_quote' ? 'start' : 'quote'}`, ...result });
      return citation;
    },
    UncertainDateInput: (date: UncertainDateInput, pointer: string) => {
      const result = completeDate(date);
      if ('date' in result) return result.date;
      findings.push({ pointer: `${pointer}/basis`, code: 'contradictory_date', detail: result.contradiction });
      return date;
    },
  });
  return isMembers(completed) ? completed : members;
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
  if (date !== undefined && !(before && isDeepStrictEqual(date, bySources(citedBy(before), related.former))))
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
