/** The page of the model, made from the schemas: every member of every record, and every value of their enumerations. */
import { REFERS_TO } from '../../model/ids.js';
import { meaningsOf, PRINTED, resolve, TEXT, type TObject, type TSchema } from '../../model/schema.js';

/** What the page needs of a resource. */
interface Described {
  singular: string;
  document: TObject;
  input: TObject;
  text?: TSchema;
}

/** An object of the model as it is read and, where that differs, as it is written. */
interface Shape {
  document: TSchema;
  input: TSchema;
}

/** The objects and enumerations in records, by name. */
interface Parts {
  shapes: Map<string, Shape>;
  enumerations: Map<string, TSchema>;
}

/** More values than this are listed in a paragraph, not in a table. */
const MAX_TABLE_VALUES = 100;

/** The page as it is committed, in Markdown. */
export function modelPageOf(resources: readonly Described[]): string {
  const parts: Parts = { shapes: new Map(), enumerations: new Map() };
  for (const { document, input } of resources) collect({ document, input }, parts);
  const records = resources.flatMap(({ singular, document, input, text }) => [
    `## ${singular}`,
    purposeOf({ document, input }),
    membersOf({ document, input }),
    ...(text ? [textOf(text)] : []),
  ]);
  const shapes = [...parts.shapes].flatMap(([name, shape]) => [`### ${name}`, purposeOf(shape), membersOf(shape)]);
  const enumerations = [...parts.enumerations]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, schema]) => [`### ${name}`, aboutOf(schema), valuesOf(schema)]);
  const paragraphs = [
    HEAD,
    ...records,
    '## Parts of records',
    ...shapes,
    '## Enumerations',
    ENUMERATIONS,
    ...enumerations,
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** Collects the objects and enumerations in an object, at any depth. */
function collect({ document, input }: Shape, parts: Parts): void {
  for (const [name, member] of membersIn(document)) {
    const read = itemOf(member);
    const { $id = '' } = read;
    if (isEnumeration(read) && $id !== '') parts.enumerations.set($id, read);
    if (read.type !== 'object' || parts.shapes.has($id)) continue;
    const written = input.properties?.[name];
    const shape = { document: read, input: written ? itemOf(written) : read };
    parts.shapes.set($id, shape);
    collect(shape, parts);
  }
}

const membersIn = ({ properties = {} }: TSchema): [string, TSchema][] => Object.entries(properties);

/** The schema of a member, or of the items of a list. */
function itemOf(member: TSchema): TSchema {
  const schema = resolve(member);
  return schema.type === 'array' ? resolve(schema.items) : schema;
}

const isEnumeration = (schema: TSchema): boolean => meaningsOf(schema) !== undefined;

/** Its description; two lines when the form that is written differs from the form that is read. */
function purposeOf({ document, input }: Shape): string {
  if (input === document) return String(document.description);
  return [
    `- Read as \`${document.$id}\`: ${document.description}`,
    `- Written as \`${input.$id}\`: ${input.description}`,
  ].join('\n');
}

function membersOf({ document, input }: Shape): string {
  const rows = membersIn(document).map(([name, member]) => {
    const written: TSchema | undefined = input.properties?.[name];
    const toWrite = written === undefined ? 'computed' : isRequired(input, name) ? 'required' : 'optional';
    const inAnswers = isRequired(document, name) ? 'always' : 'may be absent';
    return [`\`${name}\``, typeOf(member), toWrite, inAnswers, limitsOf(member), aboutOf(written ?? member)];
  });
  return table(['member', 'type', 'to write', 'in answers', 'limits', 'meaning'], rows);
}

const isRequired = ({ required = [] }: TSchema, name: string): boolean => required.includes(name);

function textOf(schema: TSchema): string {
  return `Its text is at \`/sources/{id}/text\`, as plain text in UTF-8 of at most 8 MiB. ${schema.description}`;
}

/** The type of a member in words, linked to its table. */
function typeOf(member: TSchema): string {
  const schema = resolve(member);
  const isList = schema.type === 'array';
  const item = itemOf(member);
  const { $id = '' } = item;
  const record = REFERS_TO[$id];
  if (record !== undefined) return isList ? `list of ids: [${record}](#${record})` : `id: [${record}](#${record})`;
  if ($id !== '') return `${isList ? 'list of ' : ''}[${$id}](#${$id.toLowerCase()})`;
  if (item.enum) return item.enum.map((value: unknown) => `\`${value}\``).join(' or ');
  if (item.type === 'integer') return 'whole number';
  return item.type === 'string' ? (FORMATS[item.format] ?? 'text') : String(item.type);
}

/** The formats of strings, in words. */
const FORMATS: Record<string, string> = {
  date: 'day',
  'date-time': 'instant',
  'language-tag': 'language tag',
  uri: 'web address',
  edtf: 'date in EDTF',
  lei: 'LEI',
  currency: 'currency code',
  decimal: 'decimal number',
};

/** Limits that the type doesn't say; those of all ids and texts are at the head of the page. */
function limitsOf(member: TSchema): string {
  const schema = resolve(member);
  const { minItems = 0, maxItems, uniqueItems, minimum, maximum, format, pattern } = schema;
  if (maxItems !== undefined)
    return `${minItems > 0 ? `${minItems} to` : 'at most'} ${grouped(maxItems)}${uniqueItems ? ', none twice' : ''}`;
  if (maximum !== undefined) return `${minimum} to ${grouped(maximum)}`;
  if (schema.enum || schema.$id !== undefined || ['date', 'date-time'].includes(format)) return '';
  if (format === 'name' || format === 'prose') return `${lengthOf(schema)}; not blank`;
  return [lengthOf(schema), ...(format === undefined && pattern !== undefined ? patternOf(pattern) : [])].join('; ');
}

function lengthOf({ minLength = 0, maxLength }: TSchema): string {
  if (maxLength === undefined) return '';
  if (minLength === maxLength) return `${maxLength} characters`;
  return `${minLength > 1 ? `${minLength} to` : 'at most'} ${grouped(maxLength)} characters`;
}

/** Known patterns in words; the pattern of all texts is left out. */
function patternOf(pattern: string): string[] {
  if (pattern === TEXT) return [];
  return [pattern === PRINTED ? 'form feeds and carriage returns, too' : `\`${pattern}\``];
}

/** 8388608 as 8 388 608. */
const grouped = (number: number): string => String(number).replaceAll(/(?<=\d)(?=(\d{3})+$)/g, ' ');

/** The description of a member, or else of its schema. */
const aboutOf = (member: TSchema): string =>
  String(member.description ?? resolve(member).description ?? '').split('\n\n', 1)[0] ?? '';

function valuesOf(schema: TSchema): string {
  const all = Object.entries(meaningsOf(schema) ?? {});
  if (all.length > MAX_TABLE_VALUES) return `${all.map(([value, meaning]) => `\`${value}\` ${meaning}`).join('; ')}.`;
  return table(
    ['value', 'meaning'],
    all.map(([value, meaning]) => [`\`${value}\``, meaning]),
  );
}

function table(head: string[], rows: string[][]): string {
  const row = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll(/ {2,}/g, ' ');
  return [row(head), `|${head.map(() => '---|').join('')}`, ...rows.map(row)].join('\n');
}

const HEAD = `# The model

Every member of every record, and what each value means. This page is made from the schemas by \`npm run openapi\`; a test compares.
How the parts work together is explained in [Stages](stages.md), [Dates](dates.md) and [Evidence](evidence.md).

How to read the tables:

- **to write**: a \`required\` member has to be in what you send, an \`optional\` one may be, and a \`computed\` one is made by the service.
  Computed members that came with a record you read may be sent back with it: nested ones are ignored, and one at the top has to be
  as it was.
- **in answers**: whether a reader always finds the member. What is unknown is absent; no member of a record is ever null.
- **Ids** have at most 80 characters: the letters a to z, digits, and single hyphens between them. Every id that a record names has to be
  that of a record.
- **Text** has no control characters but tab and newline, and is never empty. Its length counts Unicode code points.
- **Instants** are UTC with milliseconds (\`2025-11-01T12:00:00.000Z\`), **days** are \`2025-07-17\`.
- A JSON body has at most 1 MiB.`;

const ENUMERATIONS =
  'The same as data, with the enumerations of parameters and answers, is at `/vocabularies`. More values may come with any version.';
