/** What every list and every file can be asked. */

import { DateMatch } from '../../model/dates/date-match.js';
import { day } from '../../model/dates/uncertain-date.js';
import { INSTANT } from '../../model/formats.js';
import { enumeration, gistOf, meaningsOf, ref, set, type TObject, type TProperties, Type } from '../../model/schema.js';
import { type Definition, oneOf, SORTS, sortsOf } from '../../register/definition.js';
import { CitationRow } from '../../register/document/proof.js';
import { CITED, FILE_ROWS, isCiting } from '../../register/list/sheets.js';
import { Collections, RESOURCES } from '../../resources/index.js';
import { pageParameters } from '../http/paging.js';
import { clockParameters } from './clocks.js';
import { countParameters } from './facet-schemas.js';
import { spellingParameter, words } from './words.js';

/** What `expand` adds to the citations of records themselves. */
const CONTEXT = { context: 'The sentences that quotations stand in.' } as const;

const Expansions = enumeration('Expansion', 'What is added to records.', {
  ...meaningsOf(Collections),
  ...CONTEXT,
});

/** Whether the sentences are asked for that quotations stand in. */
export const expandsContext = (expand: readonly string[] | undefined): boolean => expand?.includes('context') ?? false;

/** Whether the records are asked for that others refer to. */
export const expandsRecords = (expand: readonly string[] = []): boolean =>
  RESOURCES.some(({ collection }) => expand.includes(collection));

/** What a single record can be asked to have besides. */
export const recordExpansion = Type.Optional(
  set(
    ref(Expansions),
    'Adds the records of these resources that it refers to, as its member `included`, or `context` to citations; without an ETag.',
    RESOURCES.length + 1,
    1,
  ),
);

const FileRow = enumeration('FileRow', 'What a file has rows for.', FILE_ROWS);

/** The forms of a list as a file, as its address ends. */
export const FILE_FORMATS = ['csv', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** An instant as RFC 3339 has it, with any offset. */
export const instantParameter = (description: string) =>
  Type.Optional(
    Type.String({
      description,
      format: 'date-time',
      pattern: INSTANT,
      maxLength: 40,
      examples: ['2025-11-01T12:00:00Z'],
    }),
  );

export const totalParameter = Type.Optional(
  Type.Boolean({
    description:
      'Also counts all records that match, in `meta.total`: exactly up to 10 000, beyond that with `total_is_lower_bound`.',
    default: false,
    examples: [true],
  }),
);

/** What a resource's list and its files can be asked. */
export interface ListQueries extends Record<FileFormat, TObject> {
  list: TObject;
}

export function queriesOf(definition: Definition): ListQueries {
  const { singular } = definition;
  const selection = selectionOf(definition);
  const about = `A member of ${oneOf(definition)}, as ${singular} explains it, or a column of \`rows=citations\`.`;
  const ofFile = {
    ...selection,
    limit: Type.Optional(
      Type.Integer({
        description: 'How many records the file holds at most; all of the list unless said.',
        format: 'int32',
        minimum: 1,
        maximum: 2_147_483_647,
        examples: [1000],
      }),
    ),
    rows: Type.Optional(ref(FileRow, 'What there are rows for; `records` unless said.')),
    fields: Type.Optional(
      set(
        ref(enumeration(`${singular}Field`, about, fieldsOf(definition))),
        `Cuts the rows down to these members.`,
        100,
        1,
      ),
    ),
  };
  const bom = Type.Optional(
    Type.Boolean({
      description: 'Whether a byte-order mark comes first, by which Excel knows UTF-8.',
      examples: [true],
    }),
  );
  const expand = Type.Optional(
    set(
      ref(Expansions),
      'Adds the records of these resources that the page refers to, under `included`, or `context` to citations.',
      RESOURCES.length + 1,
      1,
    ),
  );
  const ofPage = { ...pageParameters, total: totalParameter, ...countParameters(definition), expand };
  const ofListAlone = elsewhereThanFile(definition, Object.keys(ofPage));
  return {
    list: query({ ...selection, ...ofPage }, elsewhereThanList(definition)),
    csv: query({ ...ofFile, bom }, ofListAlone),
    ndjson: query(ofFile, {
      ...ofListAlone,
      bom: `a byte-order mark comes with a table: /${definition.collection}.csv?bom=true`,
    }),
  };
}

/** @param elsewhere of parameters that are not taken here, where they are */
const query = (parameters: TProperties, elsewhere: Record<string, string>): TObject =>
  Type.Object(parameters, { additionalProperties: false, 'x-elsewhere': elsewhere });

const elsewhereThanList = ({ collection }: Definition): Record<string, string> => ({
  format: `a list is JSON; as a file it is at /${collection}.csv and /${collection}.ndjson`,
  fields: `a list holds whole records; a file is cut down to some members by /${collection}.ndjson?fields= and /${collection}.csv?fields=`,
  bom: `a byte-order mark comes with a file: /${collection}.csv?bom=true`,
  rows: `a list holds records; a row for each citation comes with a file: /${collection}.csv?rows=citations`,
});

const elsewhereThanFile = ({ collection }: Definition, ofPage: readonly string[]): Record<string, string> => ({
  format: `the address says the form: /${collection}.csv or /${collection}.ndjson`,
  ...Object.fromEntries(
    ofPage.map((name) => [name, `a file holds records alone, all in one; the list at /${collection} takes it`]),
  ),
});

/** The parameters that say which records are wanted, and in which order. */
function selectionOf(definition: Definition): TProperties {
  const { filters, dated, id, singular, plural } = definition;
  const own = Object.entries(filters).map(([name, { schema }]) => [name, Type.Optional(schema)]);
  const sorts = sortsOf(definition);
  return {
    q: Type.Optional(
      words(`Only ${plural.toLowerCase()} with these words, the best matches first unless \`sort\` says otherwise.`),
    ),
    spelling: spellingParameter,
    ...Object.fromEntries(own),
    ...(dated !== undefined && {
      from: Type.Optional(day(`The first day of a range that ${dated} lies in.`)),
      to: Type.Optional(day(`The last day of a range that ${dated} lies in; not before \`from\`.`)),
      date_match: Type.Optional({
        ...ref(DateMatch, 'How the dates have to lie in the range; `certain` unless said.'),
        default: 'certain',
      }),
    }),
    ...clockParameters(definition),
    id: Type.Optional(set(ref(id), 'Only the records with these ids.', 200, 1)),
    updated_since: instantParameter('Only records written at or after this instant (RFC 3339).'),
    sort: Type.Optional(
      ref(
        enumeration(
          `${singular}Sort`,
          'The order of a list.',
          Object.fromEntries(sorts.map((sort) => [sort, SORTS[sort]])),
        ),
        `The order: \`${sorts[0]}\` unless said, and \`relevance\` with \`q\`. What has no date comes last either way.`,
      ),
    ),
  };
}

/** The members that rows can be cut down to, with the description of each. */
const fieldsOf = (definition: Definition): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(CitationRow.properties).map((name) => [name, 'Cited.'])),
  ...meanings(definition.document.properties),
  ...(isCiting(definition) && meanings(CITED)),
});

const meanings = (properties: TProperties): Record<string, string> =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, gistOf(schema)]));
