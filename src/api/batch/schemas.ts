/** What a batch is made of, and what it answers. */

import { RecordName, recordId } from '../../model/ids.js';
import {
  enumeration,
  list,
  object,
  ref,
  revisionNumber,
  type TObject,
  type TProperties,
  type TSchema,
  Type,
} from '../../model/schema.js';
import { type Definition, oneOf } from '../../register/definition.js';
import { CitationChanges } from '../../register/write/citation-changes.js';
import { ifMatchMember } from '../http/preconditions.js';
import { Operations } from '../records/schemas.js';

/** Operations that a batch may have. */
export const MAX_OPERATIONS = 500;

export const ACTIONS = {
  create: 'Stores a new record, `document`, whose id is chosen in it or made by the service.',
  replace: 'Replaces the record with `document`, creates it under this id, or brings a deleted one back.',
  patch: 'Applies `patch`, a merge patch (RFC 7396), to the record.',
  append: "Appends to one of the record's lists.",
  delete: 'Deletes the record.',
} as const;
export type Action = keyof typeof ACTIONS;

const Actions = enumeration('BatchAction', 'What an operation of a batch does.', ACTIONS);

export const isAction = (value: unknown): value is Action => typeof value === 'string' && Object.hasOwn(ACTIONS, value);

/** A member of an operation that holds what is written, with its schemas for writing and reading. */
export interface Item {
  /** `citation` for what is appended to `citations`. */
  name: string;
  /** The list that it is appended to. */
  list?: string;
  input: TObject;
  document: TObject;
}

export const itemsOf = ({ appendable }: Definition): Item[] =>
  Object.entries(appendable).map(([list, { singular, input, document }]) => ({
    name: singular.toLowerCase(),
    list,
    input,
    document,
  }));

/** Code points of a text in a batch: so many fit into the body, whichever they are. */
const MAX_TEXT_LENGTH = 250_000;

const batchText = (text: TSchema): TSchema => ({
  ...text,
  $id: 'BatchText',
  description: `${text.description} In a batch it has at most 250 000 of them; a longer one is stored by itself.`,
  maxLength: MAX_TEXT_LENGTH,
});

/** All members of operations on one kind of record that hold what is written. */
export const bodiesOf = (definition: Definition): Item[] => [
  { name: 'document', input: definition.input, document: definition.document },
  { name: 'patch', input: definition.patch, document: definition.document },
  ...itemsOf(definition),
];

/**
 * An object that is checked against a schema of its own, which `x-schema` names. Written out for each kind of record, as often as it can stand in an
 * operation, these would be a third of the contract for tools that put a schema in place of each reference to it.
 */
const body = ({ $id }: TObject, description: string) =>
  Type.Optional(
    Type.Unsafe<object>({
      type: 'object',
      description: `${description}, as ${$id} has it.`,
      additionalProperties: true,
      'x-schema': $id,
    }),
  );

/** The members of operations on one kind of record; `membersOf` says which of them an action needs. */
function operationSchema(definition: Definition): TObject {
  const { record, singular, id, input, patch, text, document } = definition;
  const appended = itemsOf(definition).map(({ name, list, input }) => [
    name,
    body(input, `To append: what is added to \`${list}\``),
  ]);
  const { id: exampleId } = document.examples?.[0] ?? {};
  return object(
    `${singular}Operation`,
    `Something done to ${oneOf(definition)} in a batch.`,
    {
      operation: ref(Actions, 'What is done.'),
      record: Type.Unsafe<string>({
        type: 'string',
        enum: [record],
        description: 'What kind of record it is done to.',
      }),
      id: Type.Optional(
        ref(id, 'Which record it is done to. To create one, choose the id in `document` or leave it out.'),
      ),
      if_match: ifMatchMember,
      document: body(input, 'To create or replace: the whole record'),
      patch: body(patch, 'To patch: what changes'),
      ...Object.fromEntries(appended),
      ...(text && {
        text: Type.Optional(ref(batchText(text), 'To create, replace or patch: the text that it holds from then on.')),
      }),
    } satisfies TProperties,
    [{ operation: 'delete', record, id: exampleId, if_match: '"1"' }],
  );
}

const ANYWHERE = ['id', 'if_match'] as const;

/** The members that an action needs, and all that it may have. */
export function membersOf(action: Action, definition: Definition): { needed: string[]; allowed: string[] } {
  const withText = definition.text ? ['text'] : [];
  switch (action) {
    case 'create':
      return { needed: ['document'], allowed: ['document', ...withText] };
    case 'replace':
      return { needed: ['id', 'document'], allowed: [...ANYWHERE, 'document', ...withText] };
    case 'patch':
      return { needed: ['id', 'patch'], allowed: [...ANYWHERE, 'patch', ...withText] };
    case 'append':
      return { needed: ['id'], allowed: [...ANYWHERE, ...itemsOf(definition).map(({ name }) => name)] };
    case 'delete':
      return { needed: ['id'], allowed: [...ANYWHERE] };
  }
}

const sizeOfExample = ({ input }: Definition): number => JSON.stringify(input.examples?.[0]).length;

export interface BatchSchemas {
  batch: TObject;
  result: TObject;
  operations: ReadonlyMap<Definition, TObject>;
}

export function batchSchemas(definitions: readonly Definition[], anyRecord: TSchema): BatchSchemas {
  // The shortest example: tools show it, and language models read it.
  const [first] = definitions.toSorted((one, other) => sizeOfExample(one) - sizeOfExample(other));
  const operations = new Map(definitions.map((definition) => [definition, operationSchema(definition)]));
  const Operation = Type.Unsafe<unknown>({
    $id: 'BatchOperation',
    description: 'Something done to one record, by the kind of the record.',
    oneOf: [...operations.values()].map((schema) => ref(schema)),
    discriminator: {
      propertyName: 'record',
      mapping: Object.fromEntries(
        [...operations].map(([{ record }, { $id }]) => [record, `#/components/schemas/${$id}`]),
      ),
    },
    examples: [...operations.values()].flatMap(({ examples }) => examples?.slice(0, 1) ?? []),
  });
  const batch = object(
    'Batch',
    'Operations that are carried out all or not at all.',
    {
      operations: list(
        ref(Operation),
        'The operations, each on another record. They may refer to one another in any order.',
        MAX_OPERATIONS,
        1,
      ),
    },
    [{ operations: [{ operation: 'create', record: first?.record, document: first?.input.examples?.[0] }] }],
  );
  const created = first?.document.examples?.[0];
  const one = object(
    'BatchOperationResult',
    'What became of an operation.',
    {
      pointer: Type.String({
        description: 'JSON Pointer (RFC 6901) of the operation in the body.',
        maxLength: 20,
        pattern: '^\\x2Foperations\\x2F[0-9]+$',
        examples: ['/operations/0'],
      }),
      status: Type.Integer({
        description: 'The status that the operation would have been answered with by itself.',
        format: 'int32',
        minimum: 200,
        maximum: 204,
        examples: [201],
      }),
      operation: ref(Operations, 'What was done, as the history of the record calls it.'),
      record: ref(RecordName, 'What kind of record it is.'),
      id: recordId('Its id.', 'pakistan'),
      revision: revisionNumber,
      changed: Type.Boolean({
        description:
          'Whether a revision was written. False when the record says already what a replacement or patch makes it say: it stays ' +
          'at its revision, and its history tells nothing of the operation.',
        examples: [true],
      }),
      // By name alone, as what is written.
      document: Type.Optional(
        Type.Unsafe<object>({
          type: 'object',
          description: 'The record as it now stands; absent when it was deleted.',
          additionalProperties: true,
          'x-schema': anyRecord.$id,
        }),
      ),
      citations: Type.Optional(
        ref(
          CitationChanges,
          'With `text`: what became of the citations of the source in records that the batch does not write.',
        ),
      ),
    },
    [
      {
        pointer: '/operations/0',
        status: 201,
        operation: 'create',
        record: created?.record,
        id: created?.id,
        revision: 1,
        changed: true,
        document: created,
      },
    ],
  );
  const result = object(
    'BatchResult',
    'What became of each operation of a batch.',
    { results: list(ref(one), 'The results, in the order of the operations.', MAX_OPERATIONS, 1) },
    [{ results: one.examples?.slice(0, 1) }],
  );
  return { batch, result, operations };
}
