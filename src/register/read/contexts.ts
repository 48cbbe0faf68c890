/** Reads the sentences in which the quotations of documents stand. */
import type { Database } from '../../db/tables.js';
import type { Citation } from '../../model/evidence/citation.js';
import { holdText } from '../../model/evidence/held-text.js';
import { sentenceAround } from '../../model/evidence/sentence.js';
import type { Definition } from '../definition.js';
import { evidenceIn, type PointedCitation } from '../document/evidence.js';
import type { View } from '../document/present.js';

/** Sources looked up by one query. */
const BATCH_SIZE = 1000;
/** Code points of texts that are in memory at once; a longer text is read alone. */
const MAX_READ = 8_388_608;

/** A view of documents in which each quotation that stands in a text has its context. */
export async function contextView(
  db: Database,
  { document: schema }: Definition,
  documents: readonly string[],
): Promise<View> {
  const matched = new Map<string, PlacedCitation[]>();
  for (const document of documents)
    for (const { citation } of evidenceIn(schema, JSON.parse(document)).citations) {
      if (!isPlaced(citation)) continue;
      const alike = matched.get(citation.source);
      if (alike) alike.push(citation);
      else matched.set(citation.source, [citation]);
    }
  const contexts = new Map<string, string>();
  for (const batch of inBatches(await textsOf(db, [...matched.keys()])))
    for (const { id, content } of await contentsOf(db, batch)) {
      const held = holdText(content);
      for (const citation of matched.get(id) ?? [])
        contexts.set(placeOf(citation), sentenceAround(held, citation.start, citation.end));
    }
  return {
    contexts: {
      schema,
      of: (citation) => (isPlaced(citation) ? contexts.get(placeOf(citation)) : undefined),
    },
  };
}

type PlacedCitation = { source: string; start: number; end: number };

const isPlaced = (citation: PointedCitation['citation'] | Citation): citation is Citation & PlacedCitation =>
  citation.status === 'matched' && citation.start !== undefined && citation.end !== undefined;

const placeOf = ({ source, start, end }: PlacedCitation): string => `${start}-${end}/${source}`;

interface Text {
  id: string;
  length: number;
}

/** The sources among these that hold a text, and how long it is. */
async function textsOf(db: Database, sources: readonly string[]): Promise<Text[]> {
  const texts: Text[] = [];
  for (let from = 0; from < sources.length; from += BATCH_SIZE)
    texts.push(
      ...(await db
        .selectFrom('record')
        .innerJoin('source_text', 'source_text.sha256', 'record.text_sha256')
        .select(['record.id', 'source_text.length'])
        .where('record.record', '=', 'source')
        .where('record.id', 'in', sources.slice(from, from + BATCH_SIZE))
        .execute()),
    );
  return texts;
}

/** The ids of sources whose texts are read together. */
function inBatches(texts: readonly Text[]): string[][] {
  const batches: string[][] = [];
  let left = 0;
  for (const { id, length } of texts) {
    if (length > left || (batches.at(-1)?.length ?? 0) >= BATCH_SIZE) {
      batches.push([]);
      left = MAX_READ;
    }
    batches.at(-1)?.push(id);
    left -= length;
  }
  return batches;
}

const contentsOf = (db: Database, ids: readonly string[]) =>
  db
    .selectFrom('record')
    .innerJoin('source_text', 'source_text.sha256', 'record.text_sha256')
    .select(['record.id', 'source_text.content'])
    .where('record.record', '=', 'source')
    .where('record.id', 'in', ids)
    .execute();
