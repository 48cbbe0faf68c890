/** The shapes of the change feed: its entries, pages, stream and parameters. */
import { ID_PATTERN, PartyId, RecordName } from '../../model/ids.js';
import { JsonPatch } from '../../model/json/json-patch.js';
import {
  enumeration,
  gistOf,
  list,
  object,
  ref,
  set,
  type TObject,
  type TSchema,
  Type,
  text,
} from '../../model/schema.js';
import type { Definition } from '../../register/definition.js';
import { HEAD } from '../../register/log/feed-index.js';
import { Redaction } from '../../register/log/redactions.js';
import { PageInfo, pageParameters } from '../http/paging.js';
import { instantParameter } from '../records/query.js';
import { Operations, revisionMembers } from '../records/schemas.js';

/** The largest sequence in the contract: more entries than anybody writes. */
const MAX_ENTRIES = 2_147_483_647;

const sequence = (description: string, minimum: number) =>
  Type.Integer({ description, format: 'int32', minimum, maximum: MAX_ENTRIES, examples: [minimum] });

export interface FeedSchemas {
  page: TObject;
  stream: TSchema;
  /** The parameters of the stream, and those of the pages. */
  streamQuery: TObject;
  query: TObject;
}

export function feedSchemas(definitions: readonly Definition[], record: TSchema): FeedSchemas {
  const example = {
    sequence: 1,
    record: 'party',
    id: 'hsx',
    revision: 1,
    operation: 'create',
    at: '2025-11-01T12:00:00.000Z',
    actor: 'entente',
    reason: 'the first records',
    changed: ['kind', 'name', 'citations'],
  };
  const Change = object(
    'Change',
    "An entry of the register's log: a revision being written.",
    {
      sequence: sequence('Its number in the log: 1, 2, 3 … without gaps.', 1),
      record: ref(RecordName, 'What kind of record was changed.'),
      id: recordId('The id of the record.'),
      ...revisionMembers,
      redaction: Type.Optional(
        ref(
          Redaction,
          'With `expand`, when what the record said from then on or before was taken out: by whom, when, why.',
        ),
      ),
      changed: set(
        Type.String({ description: 'A member.', pattern: '^[a-z0-9_]+$', maxLength: 100, examples: ['stage'] }),
        'The members of the record that differ from what it said before, save for `revision` and `updated_at`; all that it has ' +
          'when it was not there, and all that it had when it was deleted.',
        200,
      ),
      document: Type.Optional(
        ref(
          record,
          'With `expand=document`: what the record said from then on; absent when it was deleted or taken out.',
        ),
      ),
      difference: Type.Optional(
        ref(
          JsonPatch,
          'With `expand=difference`: what differs from what the record said before, with `old` and new values; absent when either was taken out: see `redaction`.',
        ),
      ),
    },
    [example],
  );
  const Meta = object(
    'ChangesMeta',
    'How far a page has come.',
    {
      sequence: sequence(
        'The last entry that was looked at, whether the filters let it through or not: go on with it as `after`.',
        0,
      ),
    },
    [{ sequence: 1 }],
  );
  const parameters = parametersOf(definitions);
  return {
    page: object(
      'ChangePage',
      'A page of changes, in the order in which they were made.',
      {
        data: list(ref(Change), 'The changes.', 200),
        page: ref(PageInfo, 'Where the page stands.'),
        meta: ref(Meta, 'How far it has come.'),
      },
      [{ data: [example], page: { limit: 25 }, meta: { sequence: 1 } }],
    ),
    stream: Type.String({
      $id: 'ChangeStream',
      description:
        'Server-Sent Events without end. Each change is an event `change`, its `id` the sequence and its `data` a `Change` in one line. ' +
        'An event `reset` comes first when the last event that was read is behind the end of the log, as after a backup was brought back: ' +
        'its `data` is `{"sequence":…}`, the end of the log, from where the stream goes on; what was read of the register may not hold ' +
        'any more. An `id` without data says how far the stream has come, and lines that begin with a colon keep the connection open.',
      maxLength: 2_147_483_647,
      pattern: '^[^\\x00]*$',
      examples: [`retry: 3000\nid: 0\n\nid: 1\nevent: change\ndata: ${JSON.stringify(example)}\n\n`],
    }),
    streamQuery: Type.Object(
      {
        ...parameters,
        lastEventId: lastEventId(
          'The same as `Last-Event-ID`, for those who can set no header. It counts more than `after` and `since`. The header ' +
            'counts more than it: browsers send that when they connect again, to the same address.',
        ),
      },
      {
        additionalProperties: false,
        'x-elsewhere': { until: 'a stream has no end; the pages take it: /changes?until=' },
      },
    ),
    query: Type.Object(
      {
        ...parameters,
        until: instantParameter('Only changes written before this instant (RFC 3339), which is after `since`.'),
        ...pageParameters,
      },
      { additionalProperties: false },
    ),
  };
}

/** The last event that a reader of the stream has had. Of a log that was longer once it may be any number. */
export const lastEventId = (description: string) =>
  Type.Optional(Type.String({ description, pattern: '^[0-9]+$', minLength: 1, maxLength: 20, examples: ['1'] }));

const recordId = (description: string) =>
  Type.String({ description, pattern: ID_PATTERN, minLength: 1, maxLength: 80, examples: ['hsx'] });

function parametersOf(definitions: readonly Definition[]) {
  const any = <T extends TSchema>(items: T, description: string) => Type.Optional(set(items, description, 100, 1));
  return {
    after: Type.Optional(
      sequence(
        'Only changes after this sequence: `meta.sequence` of the page before. 0, which is before all, unless said.',
        0,
      ),
    ),
    since: instantParameter('Only changes written at or after this instant (RFC 3339); not together with `after`.'),
    record: any(ref(RecordName), 'Only changes of such records.'),
    id: any(recordId('The id of a record.'), 'Only changes of the records with these ids, of whatever kind.'),
    party: any(
      ref(PartyId),
      'Only changes of this party, and of the records in which it took part before the change or does after it.',
    ),
    actor: Type.Optional({
      ...set(
        text('The name of an API key.', 1000, 'admin'),
        'Only changes made by this actor. Repeated for several.',
        100,
        1,
      ),
      'x-repeated': true,
    }),
    operation: any(ref(Operations), 'Only changes by this operation.'),
    changed: any(ref(changedMember(definitions)), 'Only changes of this member.'),
    expand: Type.Optional(
      set(
        ref(
          enumeration('ChangeExpansion', 'What can be added to changes.', {
            document: 'What the record said from then on, as `document`.',
            difference: 'What differs from what it said before, with old and new values, as `difference`.',
          }),
        ),
        'What to add to the changes.',
        2,
        1,
      ),
    ),
  };
}

/** The members of records that can change. */
function changedMember(definitions: readonly Definition[]) {
  const members = new Map<string, string>();
  for (const { document } of definitions)
    for (const [name, schema] of Object.entries<TSchema>(document.properties))
      if (!HEAD.has(name)) {
        members.set(name, members.get(name) ?? gistOf(schema));
      }
  return enumeration(
    'ChangedMember',
    'A member of a record that can change, as the schema of the record explains it.',
    Object.fromEntries(members),
  );
}
