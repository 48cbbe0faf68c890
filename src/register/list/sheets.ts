/** What the files of a list have rows for: its records, or the citations in them. */
import { SourceId } from '../../model/ids.js';
import { type Members, membersOf } from '../../model/members.js';
import { list, ref, type TObject, Type } from '../../model/schema.js';
import type { Definition } from '../definition.js';
import { evidenceIn } from '../document/evidence.js';
import { CitationRow, citationRows } from '../document/proof.js';
import type { Reading } from '../read/reading.js';
import { documentsAt } from '../read/records.js';

export const FILE_ROWS = {
  records: 'The records of the list.',
  citations: 'Each citation anywhere in them, with what it supports and its source.',
} as const;
export type FileRows = keyof typeof FILE_ROWS;

export interface Sheet {
  /** The schema of a row. */
  schema: TObject;
  /** The rows of some records, with all their members. */
  rowsOf(reading: Reading, records: readonly Members[]): Promise<readonly Members[]>;
}

/** What a file adds to records that cite. */
export const CITED = {
  sources: Type.Optional(list(ref(SourceId), 'The sources of all citations in it.', 10_000)),
  source_urls: Type.Optional(list(Type.String(), 'Where those were published that have an address.', 10_000)),
  source_count: Type.Optional(Type.Integer({ description: 'How many sources it cites.' })),
};

/** Whether records of the resource cite sources. */
export const isCiting = ({ filters }: Definition): boolean => filters.source !== undefined;

/** @param fields the members that are shown; all when left out */
export function sheetOf(definition: Definition, rows: FileRows, fields?: readonly string[]): Sheet {
  if (rows === 'citations') return citationSheet(definition);
  const { document } = definition;
  const addsSources = isCiting(definition) && (!fields || fields.some((name) => Object.hasOwn(CITED, name)));
  return addsSources ? withSources(definition) : { schema: document, rowsOf: async (_reading, records) => records };
}

const withSources = ({ document }: Definition): Sheet => ({
  schema: Type.Object({ ...document.properties, ...CITED }),
  rowsOf: async (reading, records) => {
    const cited = records.map((record) => sourcesIn(document, record));
    const sources = await sourcesBy(reading, cited.flat());
    return records.map((record, index) => {
      const ids = cited[index] ?? [];
      const source_urls = ids.flatMap((id) => sources.get(id)?.url ?? []);
      return { ...record, sources: ids, source_urls, source_count: ids.length };
    });
  },
});

const citationSheet = (definition: Definition): Sheet => ({
  schema: CitationRow,
  rowsOf: async (reading, records) => {
    const sources = await sourcesBy(
      reading,
      records.flatMap((record) => sourcesIn(definition.document, record)),
    );
    return records.flatMap((record) => citationRows(definition, record, (id) => sources.get(id)));
  },
});

/** The sources that are cited anywhere in a record, each once. */
const sourcesIn = (schema: TObject, record: Members): string[] => [
  ...new Set(evidenceIn(schema, record).citations.map(({ citation }) => citation.source)),
];

/** The documents of sources by their ids, by one query. */
async function sourcesBy({ db }: Reading, ids: readonly string[]): Promise<Map<string, Members>> {
  const found = await documentsAt(db, 'source', [...new Set(ids)]);
  return new Map([...found].map(([id, document]) => [id, membersOf(JSON.parse(document))]));
}
