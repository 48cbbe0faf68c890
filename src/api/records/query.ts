/** What every list can be asked. */

import { day } from '../../model/dates/uncertain-date.js';
import { INSTANT } from '../../model/formats.js';
import {
  enumeration,
  ref,
  resolve,
  type Static,
  set,
  type TObject,
  type TProperties,
  Type,
} from '../../model/schema.js';
import { DATE_MATCHES } from '../../model/vocabulary/vocabulary.js';
import { type Definition, oneOf, SORTS, sortsOf } from '../../register/definition.js';
import { Collections, RESOURCES } from '../../resources/index.js';
import { pageParameters } from '../http/paging.js';
import { countParameters } from './facet-schemas.js';
import { words } from './words.js';

const DateMatches = enumeration('DateMatch', 'How an uncertain date is asked for.', DATE_MATCHES);
const Formats = enumeration('ListFormat', 'The form of a list.', {
  json: 'A page of records with what else is known of the list.',
  csv: 'All records of the list as comma-separated values, for spreadsheets.',
  ndjson: 'All records of the list as JSON, one to a line.',
});

export type ListFormat = Static<typeof Formats>;

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

export const totalParameter = (more = '') =>
  Type.Optional(
    Type.Boolean({
      description: `Also counts all records that match, in \`meta.total\`: exactly up to 10 000, beyond that with \`total_is_lower_bound\`.${more}`,
      examples: [true],
    }),
  );

/** The parameters of a resource's list. */
export function queryOf(definition: Definition): TProperties {
  const { filters, dated, id, document, singular, plural } = definition;
  const own = Object.entries(filters).map(([name, { schema }]) => [name, Type.Optional(schema)]);
  const sorts = sortsOf(definition);
  return {
    q: Type.Optional(
      words(`Only ${plural.toLowerCase()} with these words, the best matches first unless \`sort\` says otherwise.`),
    ),
    ...Object.fromEntries(own),
    ...(dated !== undefined && {
      from: Type.Optional(day(`The first day of a range that ${dated} lies in.`)),
      to: Type.Optional(day(`The last day of a range that ${dated} lies in; not before \`from\`.`)),
      date_match: Type.Optional(ref(DateMatches, 'How the dates have to lie in the range; `certain` unless said.')),
    }),
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
    ...pageParameters,
    total: totalParameter(' Refused with a file (CSV, NDJSON).'),
    ...countParameters(definition),
    expand: Type.Optional(
      set(
        ref(Collections),
        'Adds the records of these resources that those of the page refer to, under `included`. Refused with a file (CSV, NDJSON).',
        RESOURCES.length,
        1,
      ),
    ),
    format: Type.Optional(
      ref(
        Formats,
        'The form of the list; what `Accept` asks for unless said. A file holds the whole list, or as many records as `limit` says.',
      ),
    ),
    bom: Type.Optional(
      Type.Boolean({
        description:
          'With CSV, and refused otherwise: whether a byte-order mark comes first, by which Excel knows UTF-8.',
        examples: [true],
      }),
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

/** The description of each member of a document. */
const meanings = ({ properties }: TObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, schema.description ?? resolve(schema).description ?? '']),
  );
