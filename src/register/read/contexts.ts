/** Reads the sentences in which the quotations of documents stand. */
import type { Database } from '../../db/tables.js';
import type { Citation } from '../../model/evidence/citation.js';
import { holdText } from '../../model/evidence/held-text.js';
import { sentenceAround } from '../../model/evidence/sentence.js';
import type { Definition } from '../definition.js';
import { evidenceIn, type PointedCitation } from '../document/evidence.js';
import type { View } from '../document/present.js';
import { documentsRecorded } from '../log/history.js';
import { inBatches, type TextLength, textsBy } from './texts.js';

/** Sources or hashes of texts looked up by one query. */
const BATCH_SIZE = 1000;
/** Code points of texts that are in memory at once; a longer text is read alone. */
const MAX_READ = 8_388_608;

/**
 * A view of documents in which each quotation that stands in a text has its context.
 * @param instant at which the documents said so; now when left out
 */
export async function contextView(
  db: Database,
  { document: schema }: Definition,
  documents: readonly string[],
  instant?: string,
): Promise<View> {
  const matched = new Map<string, PlacedCitation[]>();
  for (const document of documents) {
    if (!document.includes(MATCHED)) continue;
    for (const { citation } of evidenceIn(schema, JSON.parse(document)).citations) {
      if (!isPlaced(citation)) continue;
      const alike = matched.get(citation.source);
      if (alike) alike.push(citation);
      else matched.set(citation.source, [citation]);
    }
  }
  const contexts = new Map<string, string>();
  const sources = [...matched.keys()];
  const held = instant === undefined ? await heldNow(db, sources) : await heldAt(db, sources, instant);
  for (const batch of inBatches(await lengthsOf(db, [...held.keys()]), MAX_READ))
    for (const { sha256, content } of await textsBy(db, batch)) {
      const text = holdText(content);
      for (const citation of (held.get(sha256) ?? []).flatMap((source) => matched.get(source) ?? []))
        contexts.set(placeOf(citation), sentenceAround(text, citation.start, citation.end));
    }
  return {
    contexts: {
      schema,
      of: (citation) => (isPlaced(citation) ? contexts.get(placeOf(citation)) : undefined),
    },
  };
}

/** What a document has that quotes words which stand in a text; others need not be parsed. */
const MATCHED = '"matched"';

type PlacedCitation = { source: string; start: number; end: number };

const isPlaced = (citation: PointedCitation['citation'] | Citation): citation is Citation & PlacedCitation =>
  citation.status === 'matched' && citation.start !== undefined && citation.end !== undefined;

const placeOf = ({ source, start, end }: PlacedCitation): string => `${start}-${end}/${source}`;

/** The sources that hold each text, by its SHA-256. */
type Holders = Map<string, string[]>;

function addHolder(held: Holders, sha256: unknown, source: string): void {
  if (typeof sha256 === 'string') held.set(sha256, [...(held.get(sha256) ?? []), source]);
}

async function heldNow(db: Database, sources: readonly string[]): Promise<Holders> {
  const held: Holders = new Map();
  for (let from = 0; from < sources.length; from += BATCH_SIZE) {
    const rows = await db
      .selectFrom('record')
      .select(['id', 'text_sha256'])
      .where('record', '=', 'source')
      .where('id', 'in', sources.slice(from, from + BATCH_SIZE))
      .execute();
    for (const { id, text_sha256 } of rows) addHolder(held, text_sha256, id);
  }
  return held;
}

/** Which texts sources held at an instant; what they said then may have been taken out. */
async function heldAt(db: Database, sources: readonly string[], instant: string): Promise<Holders> {
  const held: Holders = new Map();
  for (let from = 0; from < sources.length; from += BATCH_SIZE) {
    const documents = await documentsRecorded(db, 'source', sources.slice(from, from + BATCH_SIZE), instant);
    for (const [source, document] of documents) addHolder(held, JSON.parse(document).text_sha256, source);
  }
  return held;
}

/** How long these texts are, as far as they were not taken out. */
async function lengthsOf(db: Database, hashes: readonly string[]): Promise<TextLength[]> {
  const texts: TextLength[] = [];
  for (let from = 0; from < hashes.length; from += BATCH_SIZE)
    texts.push(
      ...(await db
        .selectFrom('source_text')
        .select(['sha256', 'length'])
        .where('sha256', 'in', hashes.slice(from, from + BATCH_SIZE))
        .execute()),
    );
  return texts;
}
