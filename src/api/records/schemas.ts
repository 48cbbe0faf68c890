/** The schemas that every resource has: its list in each form, and its history. */
import { recordId } from '../../model/ids.js';
import { onDemand } from '../../model/marks.js';
import {
  enumeration,
  instant,
  list,
  object,
  ref,
  revisionNumber,
  type TObject,
  type TSchema,
  Type,
  text,
} from '../../model/schema.js';
import { OPERATIONS } from '../../model/vocabulary/vocabulary.js';
import type { Definition } from '../../register/definition.js';
import { oneOf } from '../../register/definition.js';
import { columnsOf } from '../../register/document/columns.js';
import { sheetOf } from '../../register/list/sheets.js';
import { MAX_UNKNOWN } from '../../register/list/unknown.js';
import { RedactedSchema, Redaction } from '../../register/log/redactions.js';
import { MAX_INCLUDED } from '../../register/read/included.js';
import { PageInfo } from '../http/paging.js';
import { certificateMember } from './certified.js';
import { Facets, Histogram } from './facet-schemas.js';
import { type FileFormat, type ListQueries, queriesOf } from './query.js';
import { searchMembers } from './words.js';

export const Operations = enumeration('Operation', 'How a revision came about.', OPERATIONS);

/** The members of every revision. */
export const revisionMembers = {
  revision: revisionNumber,
  operation: ref(Operations, 'How it came about.'),
  at: instant('When it was written.'),
  actor: text('Who wrote it: the name of the API key.', 1000, 'admin'),
  reason: Type.Optional(text('Why, as sent in Change-Reason.', 1000, 'The ministry corrected the date.')),
  redacted: Type.Optional(ref(RedactedSchema, 'With `redact`: what it took out for good.')),
  redaction: Type.Optional(ref(Redaction, 'When the document was taken out for good: by whom, when and why.')),
};

const tally = (description: string) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum: 10_000, examples: [4] });

const LeftOut = object(
  'LeftOut',
  'What a date filter left out, so that a short answer does not mislead: counted up to 10 000.',
  {
    possible: tally('Records whose dates may lie in the range, but not surely.'),
    undated: tally('Records of whose date nothing is known.'),
    sources_undated: Type.Optional(tally('With `published_until`: cited sources without a date.')),
    is_lower_bound: Type.Optional(
      Type.Boolean({
        description: 'True when more than 10 000 dates are uncertain, of which only so many were looked at.',
        examples: [true],
      }),
    ),
  },
  [{ possible: 1, undated: 2 }],
);

/** What `meta` has with `total=true`. */
export const totalMembers = {
  total: Type.Optional(tally('How many records there are in all; with `total=true`.')),
  total_is_lower_bound: Type.Optional(
    Type.Boolean({
      description: 'True when there are more than `total`, which counts no further than 10 000.',
      examples: [true],
    }),
  ),
};

export const UnknownRecord = object(
  'UnknownRecord',
  'A record that a filter names and that is not there, or not any more.',
  {
    parameter: Type.String({
      description: 'The filter.',
      pattern: '^[a-z_]+$',
      maxLength: 40,
      examples: ['party'],
    }),
    id: recordId('The id that was sent.', 'pakstan'),
    nearest: list(recordId('An id.', 'pakistan'), 'The nearest ids of such records that are there.', 3),
  },
  [{ parameter: 'party', id: 'pakstan', nearest: ['pakistan'] }],
);

const ListMeta = object(
  'ListMeta',
  'What else is known of a list.',
  {
    ...searchMembers,
    ...totalMembers,
    left_out: Type.Optional(ref(LeftOut, 'With `from` or `to`: what the dates left out.')),
    facets: Type.Optional(ref(Facets, 'With `facets`: how many matches have each value.')),
    unknown: Type.Optional(
      list(
        ref(UnknownRecord),
        'The records that filters name and that are not there, the first two hundred; the others count.',
        MAX_UNKNOWN,
        1,
      ),
    ),
    histogram: Type.Optional(ref(Histogram, 'With `histogram`: how many matches lie in each year, month or day.')),
  },
  [{ total: 4 }],
);

/** Documents by their ids. */
const byId = ({ plural, document, id }: Definition): TSchema =>
  Type.Unsafe<Record<string, unknown>>({
    $id: `${plural}ById`,
    type: 'object',
    description: `${plural} by id: the first thousand referred to.`,
    additionalProperties: ref(document),
    propertyNames: ref(id),
    maxProperties: MAX_INCLUDED,
    // A whole one stands at the record itself.
    examples: [{}],
  });

/** More characters than anybody exports, and a number that every generator can hold. */
const MAX_EXPORT_LENGTH = 2_147_483_647;

export interface ResourceSchemas {
  list: TObject;
  /** The list as a file. */
  files: Record<FileFormat, TSchema>;
  queries: ListQueries;
  /** A record as it is read alone, with what it can be asked to have besides. */
  expanded: TObject;
  revisions: TObject;
  revision: TObject;
}

/** What answers include with `expand`. */
export function includedSchema(definitions: readonly Definition[]): TObject {
  const maps = definitions.map((definition): [string, TSchema] => [definition.collection, byId(definition)]);
  return object(
    'Included',
    'The records that those of the page, or the record, refer to, by resource and id; those asked for with `expand`.',
    Object.fromEntries(
      maps.map(([collection, map]) => [collection, Type.Optional(ref(map, `With \`expand=${collection}\`.`))]),
    ),
    [Object.fromEntries(maps.slice(0, 1).map(([collection, map]) => [collection, map.examples?.[0]]))],
  );
}

/** The schemas of all resources' answers and parameters. */
export const resourceSchemas = (
  definitions: readonly Definition[],
  included: TObject,
): Map<Definition, ResourceSchemas> =>
  new Map(definitions.map((definition) => [definition, schemasOf(definition, included)]));

function schemasOf(definition: Definition, Included: TObject): ResourceSchemas {
  const { singular, plural, document } = definition;
  const example = {
    revision: 1,
    operation: 'create',
    at: '2025-11-01T12:00:00.000Z',
    actor: 'entente',
    reason: 'the first records',
  };
  const revisionEntry = object(
    `${singular}RevisionEntry`,
    `A revision of ${oneOf(definition)}, without its document.`,
    revisionMembers,
    [example],
  );
  return {
    list: object(
      `${singular}Page`,
      `A page of ${plural.toLowerCase()}.`,
      {
        data: list(ref(document), 'The records.', 200),
        page: ref(PageInfo, 'Where the page stands.'),
        meta: Type.Optional(ref(ListMeta, 'What was counted.')),
        included: Type.Optional(ref(Included, 'With `expand`: the records that these refer to.')),
        ...certificateMember,
      },
      // Whole records stand at the record itself.
      [{ data: [], page: { limit: 25 } }],
    ),
    files: { csv: tableOf(definition), ndjson: linesOf(definition) },
    queries: queriesOf(definition),
    expanded: object(
      `Expanded${singular}`,
      `${oneOf(definition).replace(/^a/, 'A')} and, with \`expand\`, what it refers to.`,
      {
        ...document.properties,
        // By name alone: written out, it would have all records of the register within each of them.
        included: onDemand(
          Type.Optional(
            Type.Unsafe<object>({
              type: 'object',
              description: 'With `expand`: the records that it refers to, as Included has them.',
              additionalProperties: true,
              'x-schema': Included.$id,
            }),
          ),
        ),
        certificate: onDemand(certificateMember.certificate),
      },
      document.examples,
    ),
    revisions: object(
      `${singular}Revisions`,
      `The history of ${oneOf(definition)}, the oldest revision first.`,
      { data: list(ref(revisionEntry), 'The revisions.', 200), page: ref(PageInfo, 'Where the page stands.') },
      [{ data: [example], page: { limit: 25 } }],
    ),
    revision: object(
      `${singular}Revision`,
      `A revision of ${oneOf(definition)} and what the record said then.`,
      {
        ...revisionMembers,
        document: Type.Optional(
          ref(document, 'What the record said; absent when the revision deleted it, and when it was taken out.'),
        ),
      },
      [{ ...example, document: document.examples?.[0] }],
    ),
  };
}

/** The list as comma-separated values. */
const tableOf = (definition: Definition): TSchema =>
  Type.String({
    $id: `${definition.singular}Table`,
    description:
      `${definition.plural} as comma-separated values (RFC 4180, UTF-8), with a header. Entries of a list share a cell, separated by \`;\` ` +
      "(`\\;` inside a value); `'` stands before what a spreadsheet might take for a formula. " +
      `The columns are called by the way to their members (\`a_{b,c}\` is \`a_b\` and \`a_c\`): ${columnNames(
        sheetOf(definition, 'records').schema,
      )}; with \`rows=citations\` as \`${definition.singular}Field\` has them.`,
    maxLength: MAX_EXPORT_LENGTH,
    pattern: '^[^\\x00]*$',
    examples: ['id\r\nhsx\r\n'],
  });

/** The columns of a table; several of one member share its name: `date_{edtf,basis}`. */
function columnNames(schema: TSchema): string {
  const byMember = new Map<string, string[]>();
  for (const { member, name } of columnsOf(schema)) byMember.set(member, [...(byMember.get(member) ?? []), name]);
  return [...byMember]
    .map(([member, columns]) => {
      const parts = columns.flatMap((name) => (name === member ? [] : [name.slice(member.length + 1)]));
      const own = parts.length < columns.length ? [`\`${member}\``] : [];
      return [...own, ...(parts.length > 0 ? [`\`${member}_{${parts.join()}}\``] : [])].join(', ');
    })
    .join(', ');
}

/** The list as JSON, one to a line. */
const linesOf = ({ singular, plural, document }: Definition): TSchema =>
  Type.String({
    $id: `${singular}Lines`,
    description: `${plural} as JSON, one to a line; with \`rows=citations\` their citations, with members called as the columns of the table.`,
    maxLength: MAX_EXPORT_LENGTH,
    pattern: '^[^\\x00]*$',
    examples: [`${JSON.stringify({ id: document.examples?.[0].id })}\n`],
  });
