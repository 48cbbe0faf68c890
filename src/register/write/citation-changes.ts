/** What becomes of the citations of a source when its text changes, for the answer to who changed it. */
import { RecordName, recordId } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import { count, enumeration, list, object, ref, type Static, Type } from '../../model/schema.js';
import type { Definition } from '../definition.js';
import { evidenceIn, type PointedCitation } from '../document/evidence.js';

/** Citations that are named; all are counted. */
const MAX_NAMED = 100;

const CHANGES = {
  matched: 'Its words were found in the text, and were not before.',
  moved: 'Its words stand in another place of the text than before.',
  stale: 'Its words are gone from the text, or it cannot be said for sure where they stand now.',
} as const;
type Change = keyof typeof CHANGES;

const ChangedCitation = object(
  'ChangedCitation',
  'A citation of which something changed with the text.',
  {
    record: ref(RecordName, 'The kind of the record that it stands in.'),
    id: recordId('The id of that record.', 'pakistan-kyrgyzstan'),
    pointer: Type.String({
      description: 'JSON Pointer (RFC 6901) of the citation in that record.',
      maxLength: 200,
      pattern: '^(\\x2F[^\\x2F]+)+$',
      examples: ['/milestones/0/citations/0'],
    }),
    change: ref(
      enumeration('CitationChange', 'What became of a citation when the text changed.', CHANGES),
      'What became of it.',
    ),
  },
  [{ record: 'partnership', id: 'pakistan-kyrgyzstan', pointer: '/milestones/0/citations/0', change: 'moved' }],
);

export const CitationChanges = object(
  'CitationChanges',
  'What became of the citations of a source, in other records, when its text was stored.',
  {
    matched: count('How many became matched.'),
    moved: count('How many are matched in another place than before.'),
    stale: count('How many became stale.'),
    changed: list(ref(ChangedCitation), 'The first hundred of them, by record.', MAX_NAMED),
  },
  [{ matched: 0, moved: 1, stale: 0, changed: ChangedCitation.examples ?? [] }],
);
export type CitationChanges = Static<typeof CitationChanges>;

export const noChanges = (): CitationChanges => ({ matched: 0, moved: 0, stale: 0, changed: [] });

/** Counts what became of the citations of a record that were there before. */
export function countChanges(
  bySource: ReadonlyMap<string, CitationChanges>,
  { record, document: schema }: Definition,
  id: string,
  before: Members,
  after: Members,
): void {
  if (bySource.size === 0) return;
  const former = new Map<string, Checked[]>();
  for (const { citation } of evidenceIn(schema, before).citations) {
    const words = wordsOf(citation);
    const known = former.get(words);
    if (known) known.push(citation);
    else former.set(words, [citation]);
  }
  for (const { pointer, citation } of evidenceIn(schema, after).citations) {
    const changes = bySource.get(citation.source);
    // The same words that are quoted several times come in the same order.
    const was = changes && former.get(wordsOf(citation))?.shift();
    const change = was && changeOf(was, citation);
    if (!changes || !change) continue;
    changes[change]++;
    if (changes.changed.length < MAX_NAMED) changes.changed.push({ record, id, pointer, change });
  }
}

type Checked = PointedCitation['citation'];

const wordsOf = ({ source, quote = '' }: Checked): string => `${source} ${quote}`;

function changeOf(before: Checked, { status, start }: Checked): Change | undefined {
  if (status === 'stale') return before.status === 'stale' ? undefined : 'stale';
  if (status !== 'matched') return undefined;
  if (before.status !== 'matched') return 'matched';
  return before.start === start ? undefined : 'moved';
}
