/** The proof sheet: each citation of a record as a row, with what it supports and the source that it points to. */
import { UncertainDate } from '../../model/dates/uncertain-date.js';
import { PartyId, RecordName, SourceId } from '../../model/ids.js';
import { isDecisive, isOwnId, ownId } from '../../model/marks.js';
import { type Members, memberOf, membersOf } from '../../model/members.js';
import { ref, resolve, type TSchema, Type } from '../../model/schema.js';
import type { Definition } from '../definition.js';
import { evidenceIn } from './evidence.js';

const text = (description: string) => Type.Optional(Type.String({ description }));
const number = (description: string) => Type.Optional(Type.Integer({ description }));

/** A row; its members are the columns, and what `fields` selects. */
export const CitationRow = Type.Object({
  record: ref(RecordName, 'The kind of the record.'),
  id: Type.String({ description: 'Its id.' }),
  member: Type.String({
    description: 'What the citation supports: a JSON Pointer, with ids for entries that have one; empty for all of it.',
  }),
  stage: text('The stage of a milestone.'),
  polarity: text('Whether that was reached; affirmed unless said.'),
  predicate: text('What a claim is about.'),
  value: text('What is held to be so.'),
  stated: text('What else is stated there, by the names of the members.'),
  date: Type.Optional(ref(UncertainDate, 'The date that is stated there.')),
  quote: text('The quoted words.'),
  status: text('What was found when they were checked.'),
  speaker: Type.Optional(ref(PartyId, 'Whose words they are.')),
  voice: text('How the source says it.'),
  start: number('Where they begin in the text, in Unicode code points.'),
  end: number('Where they end.'),
  // The row has the title beside it.
  source: ownId(ref(SourceId, 'The source.')),
  source_title: text('Its title.'),
  source_publisher: Type.Optional(ref(PartyId, 'Who published it.')),
  source_publisher_name: text('Who published it, as printed.'),
  source_published: text('When it was published (EDTF).'),
  source_url: text('Where it was published.'),
  source_origin: Type.Optional(ref(SourceId, 'The source that it goes back to.')),
});

/** The members of a statement that have columns of their own. */
const [OWN_TEXTS, OWN_DATE]: [string[], string] = [['stage', 'polarity', 'predicate', 'value'], 'date'];

/** A row for each citation of a record. */
export function citationRows(
  { input, document: schema }: Definition,
  document: Members,
  sourceOf: (id: string) => Members | undefined,
): Members[] {
  return evidenceIn(schema, document).citations.map(({ citation, pointer }) => {
    const { quote, status, speaker, voice, start, end, source } = citation;
    const { member, statement, written } = statementAt(input, document, pointer);
    const row: Members = {
      record: document.record,
      id: document.id,
      member,
      ...statedIn(written, statement),
      ...{ quote, status, speaker, voice, start, end, source },
      ...sourceColumns(sourceOf(source)),
    };
    // In the order of the columns, and without what is absent.
    const shown = Object.keys(CitationRow.properties).filter((name) => row[name] !== undefined);
    return Object.fromEntries(shown.map((name) => [name, row[name]]));
  });
}

const sourceColumns = ({ title, publisher, publisher_name, published, url, origin }: Members = {}): Members => ({
  source_title: title,
  source_publisher: publisher,
  source_publisher_name: publisher_name,
  source_published: memberOf(published, 'edtf'),
  source_url: url,
  source_origin: origin,
});

/** The statement that a citation supports, and the schema by which it is written. */
function statementAt(input: TSchema, document: Members, pointer: string) {
  let [written, value]: [TSchema, unknown] = [input, document];
  let member = '';
  for (const name of pointer.split('/').slice(1, -2)) {
    written = resolve(written.items ?? written.properties?.[name] ?? {});
    const entry = memberOf(value, name);
    const id = Array.isArray(value) ? memberOf(entry, 'id') : undefined;
    member += `/${typeof id === 'string' ? id : name}`;
    value = entry;
  }
  return { member, statement: membersOf(value), written };
}

/** What somebody wrote in the statement, other than prose for readers. */
function statedIn({ properties = {} }: TSchema, statement: Members): Members {
  const columns: Members = {};
  const others: string[] = [];
  for (const [name, schema] of Object.entries<TSchema>(properties)) {
    const value = statement[name];
    if (value === undefined || isOwnId(schema)) continue;
    if (name === OWN_DATE) columns[name] = value;
    else if (OWN_TEXTS.includes(name)) columns[name] = asText(value);
    else others.push(...inShort(schema, value).map((short) => `${name}: ${short}`));
  }
  return { ...columns, ...(others.length > 0 && { stated: others.join('; ') }) };
}

/** A single value or a date; nothing for anything larger, and for prose that doesn't decide what is stated. */
function inShort(schema: TSchema, value: unknown): string[] {
  const { properties, items, format } = resolve(schema);
  if (properties?.edtf) return [asText(memberOf(value, 'edtf') ?? memberOf(value, 'text') ?? 'not known')];
  return properties || items || (format === 'prose' && !isDecisive(schema)) ? [] : [asText(value)];
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
