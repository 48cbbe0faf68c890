/** The ids of records, and references to them: a schema that refers to one of these is a reference that is checked. */
import { enumeration, type Static, Type } from './schema.js';
import { RECORD_NAMES } from './vocabulary/vocabulary.js';

export const ID_PATTERN = '^[a-z0-9]+(-[a-z0-9]+)*$';

const id = <R extends string>(record: R, $id: string, example: string) =>
  Type.String({
    $id,
    description: `The id of ${/^[aeiou]/.test(record) ? 'an' : 'a'} ${record}: a readable slug, unique among its kind and never used for anything else again.`,
    pattern: ID_PATTERN,
    minLength: 1,
    maxLength: 80,
    examples: [example],
  });

export const PartyId = id('party', 'PartyId', 'hsx');
export const SourceId = id('source', 'SourceId', 'pakistan-kyrgyzstan');
export const EventId = id('event', 'EventId', 'virtual-assets-ordinance-approval');
export const PartnershipId = id('partnership', 'PartnershipId', 'pakistan-binance');

export const RecordName = enumeration('RecordName', 'The kinds of record.', RECORD_NAMES);
export type RecordName = Static<typeof RecordName>;

/** Which record each id schema refers to. */
export const REFERS_TO: Record<string, RecordName> = {
  PartyId: 'party',
  SourceId: 'source',
  EventId: 'event',
  PartnershipId: 'partnership',
};
