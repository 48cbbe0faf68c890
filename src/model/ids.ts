/** The ids of records, and references to them: a schema that refers to one of these is a reference that is checked. */
import { isOwnId } from './marks.js';
import { enumeration, resolve, type Static, type TSchema, Type } from './schema.js';
import { RECORD_NAMES } from './vocabulary/vocabulary.js';
import { withArticle } from './words/article.js';

export const RecordName = enumeration('RecordName', 'The kinds of record.', RECORD_NAMES);
export type RecordName = Static<typeof RecordName>;

export const ID_PATTERN = '^[a-z0-9]+(-[a-z0-9]+)*$';

export const MAX_ID_LENGTH = 80;

/** The id of a record of any kind. */
export const recordId = (description: string, example: string) =>
  Type.String({ description, pattern: ID_PATTERN, maxLength: MAX_ID_LENGTH, examples: [example] });

/** Which kind of record each of the id schemas refers to, by their names. */
export const REFERS_TO: Record<string, RecordName> = {};

function id(record: RecordName, $id: string, example: string) {
  REFERS_TO[$id] = record;
  return Type.String({
    $id,
    description: `The id of ${withArticle(record)}.`,
    pattern: ID_PATTERN,
    maxLength: MAX_ID_LENGTH,
    examples: [example],
  });
}

export const PartyId = id('party', 'PartyId', 'hsx');
export const SourceId = id('source', 'SourceId', 'pakistan-kyrgyzstan');
export const EventId = id('event', 'EventId', 'michael-saylor-endorsement');
export const PartnershipId = id('partnership', 'PartnershipId', 'pakistan-binance');

/** The kind of record that a member refers to; undefined when it is no reference, or the record's own id. */
export const refersTo = (schema: TSchema): RecordName | undefined =>
  isOwnId(schema) ? undefined : REFERS_TO[resolve(schema).$id ?? ''];
