/** The schemas that every resource has: its page, its history, its parameters. */

import { INSTANT } from '../model/formats.js';
import {
  enumeration,
  instant,
  list,
  object,
  ref,
  resolve,
  revisionNumber,
  set,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
  text,
} from '../model/schema.js';
import { day } from '../model/uncertain-date.js';
import { DATE_MATCHES, OPERATIONS } from '../model/vocabulary.js';
import type { Definition, Head } from './definition.js';
import { oneOf, SORTS, sortsOf } from './definition.js';

const Operations = enumeration('Operation', 'How a revision came about.', OPERATIONS);
const DateMatches = enumeration('DateMatch', 'How an uncertain date is asked for.', DATE_MATCHES);
const Collections = enumeration('Collection', 'The resources.', {
  parties: 'Those who can act.',
  sources: 'Published documents.',
  events: 'What happened once.',
  partnerships: 'Relations about digital assets.',
});

const cursor = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$', examples: ['YWJj'] });

const tally = (description: string) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum: 10_000, examples: [4] });

const PageInfo = object(
  'PageInfo',
  'Where a page stands in its list.',
  {
    limit: Type.Integer({
      description: 'How many records a page holds at most.',
      format: 'int32',
      minimum: 1,
      maximum: 200,
      examples: [25],
    }),
    next: Type.Optional(cursor('The cursor of the next page; absent on the last one.')),
  },
  [{ limit: 25 }],
);

const LeftOut = object(
  'LeftOut',
  'What a date filter left out, so that a short answer does not mislead: counted up to 10 000.',
  {
    possible: tally('Records whose dates may lie in the range, but not surely.'),
    undated: tally('Records of whose date nothing is known.'),
  },
  [{ possible: 1, undated: 2 }],
);

const ListMeta = object(
  'ListMeta',
  'What else is known of a list.',
  {
    total: Type.Optional(tally('How many records there are in all; with `total=true`.')),
    total_is_lower_bound: Type.Optional(
      Type.Boolean({
        description: 'True when there are more than `total`, which counts no further than 10 000.',
        examples: [true],
      }),
    ),
    left_out: Type.Optional(ref(LeftOut, 'With `from` or `to`: what the dates left out.')),
  },
  [{ total: 4 }],
);

/** Documents by their ids. */
const byId = ({ plural, document, id }: Definition): TSchema =>
  Type.Unsafe<Record<string, unknown>>({
    $id: `${plural}ById`,
    type: 'object',
    description: `${plural} by id.`,
    additionalProperties: ref(document),
    propertyNames: ref(id),
    maxProperties: 1_000_000,
    examples: [Object.fromEntries((document.examples ?? []).map((example: Head) => [example.id, example]))],
  });

export interface ResourceSchemas {
  list: TSchema;
  revisions: TObject;
  revision: TObject;
  query: TObject;
}

/** The schemas of all resources' answers and questions. */
export function resourceSchemas(definitions: readonly Definition[]): Map<Definition, ResourceSchemas> {
  const maps = definitions.map((definition): [string, TSchema] => [definition.collection, byId(definition)]);
  const Included = object(
    'Included',
    'The records that those of the page refer to, by resource and id; those asked for with `expand`.',
    Object.fromEntries(
      maps.map(([collection, map]) => [collection, Type.Optional(ref(map, `With \`expand=${collection}\`.`))]),
    ),
    [Object.fromEntries(maps.slice(0, 1).map(([collection, map]) => [collection, map.examples?.[0]]))],
  );
  return new Map(definitions.map((definition) => [definition, schemasOf(definition, Included)]));
}

function schemasOf(definition: Definition, Included: TObject): ResourceSchemas {
  const { singular, plural, document } = definition;
  const selection = object(
    `${singular}Selection`,
    `The members of ${oneOf(definition)} that were asked for with \`fields\`.`,
    Object.fromEntries(Object.entries(document.properties).map(([name, schema]) => [name, Type.Optional(schema)])),
    [{ id: document.examples?.[0]?.id }],
  );
  const pageOf = ($id: string, about: string, item: TObject) =>
    object(
      $id,
      about,
      {
        data: list(ref(item), 'The records.', 200),
        page: ref(PageInfo, 'Where the page stands.'),
        meta: Type.Optional(ref(ListMeta, 'What was counted.')),
        included: Type.Optional(ref(Included, 'With `expand`: the records that these refer to.')),
      },
      [{ data: item.examples?.slice(0, 1) ?? [], page: { limit: 25 } }],
    );
  const page = pageOf(`${singular}Page`, `A page of ${plural.toLowerCase()}.`, document);
  const selectionPage = pageOf(
    `${singular}SelectionPage`,
    `A page of ${plural.toLowerCase()}, cut down with \`fields\`.`,
    selection,
  );
  const entry = {
    revision: revisionNumber,
    operation: ref(Operations, 'How it came about.'),
    at: instant('When it was written.'),
    actor: text('Who wrote it: the name of the API key.', 1000, 'admin'),
    reason: Type.Optional(text('Why, as sent in Change-Reason.', 1000, 'The ministry corrected the date.')),
  };
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
    entry,
    [example],
  );
  return {
    list: Type.Unsafe({
      $id: `${singular}List`,
      description: `A page of ${plural.toLowerCase()}: whole ones, or with \`fields\` what was asked for of each.`,
      anyOf: [ref(page), ref(selectionPage)],
      examples: page.examples,
    }),
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
        ...entry,
        document: Type.Optional(ref(document, 'What the record said; absent when the revision deleted it.')),
      },
      [{ ...example, document: document.examples?.[0] }],
    ),
    query: Type.Object(queryOf(definition), { additionalProperties: false }),
  };
}

export const limitParameter = Type.Optional(
  Type.Integer({
    description: 'How many records a page holds: 1 to 200, 25 unless said.',
    format: 'int32',
    minimum: 1,
    maximum: 200,
    examples: [25],
  }),
);
export const cursorParameter = Type.Optional(
  cursor('Continues a list: `page.next` of the page before, with the same filters and sort.'),
);

function queryOf(definition: Definition): TProperties {
  const { filters, dated, id, document, singular, plural } = definition;
  const own = Object.entries(filters).map(([name, { schema }]) => [name, Type.Optional(schema)]);
  const sorts = sortsOf(definition);
  return {
    ...Object.fromEntries(own),
    ...(dated !== undefined && {
      from: Type.Optional(day(`The first day of a range that ${dated} lies in.`)),
      to: Type.Optional(day(`The last day of a range that ${dated} lies in.`)),
      date_match: Type.Optional(ref(DateMatches, 'How the dates have to lie in the range; `certain` unless said.')),
    }),
    id: Type.Optional(set(ref(id), 'Only the records with these ids.', 200, 1)),
    updated_since: Type.Optional(
      Type.String({
        description: 'Only records written at or after this instant (RFC 3339).',
        format: 'date-time',
        pattern: INSTANT,
        maxLength: 40,
        examples: ['2025-11-01T12:00:00Z'],
      }),
    ),
    sort: Type.Optional(
      ref(
        enumeration(
          `${singular}Sort`,
          'The order of a list.',
          Object.fromEntries(sorts.map((sort) => [sort, SORTS[sort]])),
        ),
        `The order: \`${sorts[0]}\` unless said. What has no date comes last either way.`,
      ),
    ),
    limit: limitParameter,
    cursor: cursorParameter,
    total: Type.Optional(
      Type.Boolean({
        description:
          'Also counts all records that match, in `meta.total`: exactly up to 10 000, beyond that with `total_is_lower_bound`.',
        examples: [true],
      }),
    ),
    expand: Type.Optional(
      set(
        ref(Collections),
        'Adds the records of these resources that those of the page refer to, under `included`.',
        4,
        1,
      ),
    ),
    fields: Type.Optional(
      set(
        ref(enumeration(`${singular}Field`, `A member of ${oneOf(definition)}.`, meanings(document))),
        `Cuts the ${plural.toLowerCase()} down to these members.`,
        100,
        1,
      ),
    ),
  };
}

/** What each member of a document is. */
const meanings = ({ properties }: TObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, schema.description ?? resolve(schema).description ?? '']),
  );
