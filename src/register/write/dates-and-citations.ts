/** Completes what a record says: its dates get their bounds, and each citation is checked against the text of its source. */

import { completeDate, type UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { checkCitation, recheckCitation } from '../../model/evidence/check.js';
import type { Citation, CitationInput } from '../../model/evidence/citation.js';
import { isMembers, type Members, membersOf } from '../../model/members.js';
import { type Finding, MAX_FINDINGS } from '../../model/refusal.js';
import type { TSchema } from '../../model/schema.js';
import type { Related } from '../definition.js';
import { decisiveValues, evidenceIn, type PointedCitation } from '../document/evidence.js';
import { visitSchema, withoutComputed } from '../document/visit.js';
import { textHashOf, type UnitOfWork } from './unit-of-work.js';

/** Misquotations of one request for which the nearest passage is looked up. */
const MAX_SUGGESTED = 5;

/** Whether a source's text differs from what it was before this write. */
const textChanged = (related: Related, source: string): boolean =>
  textHashOf(related.get('source', source)) !== textHashOf(related.before('source', source));

/**
 * The members with their dates and citations completed. A citation that is unchanged since the document before stays
 * as it is, also when it is stale, unless the text of its source changes with this write: then it is checked again. Any
 * other has to match.
 * @param adopts whether quotations that differ from the text in form alone are stored as they stand there
 */
export async function resolveDatesAndCitations(
  input: TSchema,
  members: Members,
  cited: readonly PointedCitation[],
  before: { schema: TSchema; document: Members } | undefined,
  records: UnitOfWork,
  findings: Finding[],
  adopts: boolean,
): Promise<Members> {
  const known = before ? unchangedCitations(cited, input, members, before) : new Map<string, Citation>();
  await records.loadTexts(
    cited.flatMap(({ citation: { source, quote }, pointer }) =>
      quote !== undefined && (!known.has(pointer) || textChanged(records, source)) ? [source] : [],
    ),
  );

  await records.loadTextsBy(
    [...known.values()].flatMap(({ source, origin, status }) => {
      if (!textChanged(records, source) || textHashOf(records.get('source', source)) === undefined) return [];
      const before = status === 'matched' ? textHashOf(records.before('source', source)) : undefined;
      return [before, origin?.text_sha256].filter((hash) => hash !== undefined);
    }),
  );

  /** Checks a citation of before against the text of now. */
  function recheck(citation: Citation): Citation {
    const held = records.heldText(citation.source);
    const [sha256, before] = [records.get, records.before].map((get) => textHashOf(get('source', citation.source)));
    return recheckCitation(citation, held && sha256 ? { held, sha256 } : undefined, before, records.textBy);
  }

  const completed = visitSchema(input, members, {
    CitationInput: (citation: CitationInput, pointer) => {
      const same = known.get(pointer);
      if (same) return textChanged(records, citation.source) ? recheck(same) : same;
      // More findings aren't reported, and each check may read a whole text.
      if (findings.length >= MAX_FINDINGS) return citation;
      const checking = { suggests: findings.length < MAX_SUGGESTED, adopts };
      const result = checkCitation(citation, records.heldText(citation.source), checking);
      if ('status' in result) return result;
      const { member, ...finding } = result;
      findings.push({ pointer: `${pointer}/${member}`, ...finding });
      return citation;
    },
    UncertainDateInput: (date: UncertainDateInput, pointer) => {
      const result = completeDate(date);
      if ('date' in result) return result.date;
      findings.push({ pointer: `${pointer}/basis`, code: 'contradictory_date', detail: result.contradiction });
      return date;
    },
  });
  return isMembers(completed) ? completed : members;
}

/**
 * The citations that stood in the document before, by their pointers in what is written now: with the same words, for
 * the same statement. Each one before stands for one now, so that stale words can't be used for anything new.
 */
function unchangedCitations(
  cited: readonly PointedCitation[],
  input: TSchema,
  members: Members,
  before: { schema: TSchema; document: Members },
): Map<string, Citation> {
  const former = new Map<string, PointedCitation['citation'][]>();
  const written = membersOf(withoutComputed({ input, document: before.schema }, before.document).members);
  for (const { citation, pointer } of evidenceIn(before.schema, before.document).citations) {
    const key = keyOf(citation, pointer, input, written);
    const alike = former.get(key);
    if (alike) alike.push(citation);
    else former.set(key, [citation]);
  }
  const unchanged = new Map<string, Citation>();
  for (const { citation, pointer } of cited) {
    const candidates = former.get(keyOf(citation, pointer, input, members)) ?? [];
    const { start } = citation;
    // Words that were followed, or are gone, stay the same without their position, too.
    const index = candidates.findIndex(
      (one) => one.start === start || (start === undefined && (one.status === 'stale' || one.origin !== undefined)),
    );
    const [same] = index < 0 ? [] : candidates.splice(index, 1);
    if (same?.status === undefined) continue;
    const { start: at, end, status, origin } = same;
    const offsets = { ...(at !== undefined && { start: at }), ...(end !== undefined && { end }) };
    unchanged.set(pointer, { ...citation, ...offsets, status, ...(origin && { origin }) });
  }
  return unchanged;
}

/** The same for citations of the same words for the same statement. */
function keyOf(citation: CitationInput, pointer: string, schema: TSchema, document: Members): string {
  const { source, quote, speaker, via, voice, sic } = citation;
  const [, list] = pointer.split('/');
  return JSON.stringify([list, decisiveValues(schema, document, pointer), source, quote, speaker, via, voice, sic]);
}
