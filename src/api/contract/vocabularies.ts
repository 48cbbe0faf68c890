/** The vocabularies of the contract as data: every value of every enumeration with its definition. */
import type { FastifyInstance } from 'fastify';
import {
  components,
  enumeration,
  list,
  meaningsOf,
  object,
  ref,
  type Static,
  type TObject,
  type TSchema,
  Type,
  text,
} from '../../model/schema.js';
import { Polarity } from '../../model/stages/milestone.js';
import { Country } from '../../model/vocabulary/countries.js';
import { EVENT_KINDS, type EventKindDefinition } from '../../model/vocabulary/event-kinds.js';
import { notFound } from '../../register/document/absence.js';
import { sendJson } from '../http/send.js';
import { answers, content } from './answers.js';

const VocabularyValue = object(
  'VocabularyValue',
  'A value of a vocabulary.',
  {
    value: text('The value, as it stands in records.', 100, 'signing'),
    definition: text('What it means.', 2000, 'The parties signed an instrument.'),
    cameo: Type.Optional(
      text('The code in CAMEO 1.1b3 (Conflict and Mediation Event Observations), where one fits.', 10, '057'),
    ),
    plover: Type.Optional(text('The event type in PLOVER, where one fits.', 20, 'SUPPORT')),
  },
  [{ value: 'signing', definition: 'The parties signed an instrument.', cameo: '057', plover: 'SUPPORT' }],
);

/** The length of the longest vocabulary. */
const MAX_VALUES: number = Country.enum.length;

const members = {
  name: text('The name: that of the schema in the contract, in snake_case.', 100, 'event_kind'),
  description: text('What it is about.', 1000, 'What sort of event it is.'),
  values: list(ref(VocabularyValue), 'The values, in their order.', MAX_VALUES),
};
type Vocabulary = Static<TObject<typeof members>>;

const Vocabulary = object(
  'Vocabulary',
  'The values that a member can have, each with its definition.',
  members,
  asVocabulary(Polarity),
);

const Vocabularies = object(
  'Vocabularies',
  'All vocabularies of the contract.',
  { data: list(ref(Vocabulary), 'The vocabularies, by name.', 200) },
  [{ data: Vocabulary.examples }],
);

let names: TSchema | undefined;

/** The names of all vocabularies, as one more vocabulary. */
function namesOf(vocabularies: Vocabulary[]): TSchema {
  const about = 'What the vocabularies are called, and what each is about.';
  const all = [...vocabularies, { name: 'vocabulary_name', description: about }].sort(byName);
  const meanings = Object.fromEntries(all.map(({ name, description }) => [name, description]));
  return { ...enumeration('VocabularyName', about, meanings, false), examples: ['polarity'] };
}

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1);

/** Call after all other routes: the vocabularies are enumerations of their schemas. */
export function vocabularyRoutes(app: FastifyInstance): void {
  // Once, because every service in a process has the same.
  names ??= namesOf(components().flatMap(asVocabulary));
  const name = ref(names, 'The name of the vocabulary.');
  const vocabularies = components().flatMap(asVocabulary).sort(byName);
  const shared = { tags: ['Meta'] };

  app.get('/vocabularies', {
    schema: {
      ...shared,
      operationId: 'listVocabularies',
      summary: 'List the vocabularies',
      description: 'Every enumeration of the contract as data: each value with its definition.',
      response: answers({ ok: content('The vocabularies.', 'application/json', ref(Vocabularies)) }),
    },
    handler: async (_request, reply) => sendJson(reply, { data: vocabularies }),
  });

  app.get<{ Params: { name: string } }>('/vocabularies/:name', {
    schema: {
      ...shared,
      operationId: 'getVocabulary',
      summary: 'Read a vocabulary',
      description: 'The values of one enumeration. Kinds of event have their CAMEO and PLOVER codes where one fits.',
      params: Type.Object({ name }, { additionalProperties: false }),
      response: answers({ ok: content('The vocabulary.', 'application/json', ref(Vocabulary)) }, 'not_found'),
    },
    handler: async (request, reply) => {
      const { name } = request.params;
      const vocabulary = vocabularies.find((one) => one.name === name);
      if (!vocabulary) throw notFound(`vocabulary "${name}"`);
      return sendJson(reply, vocabulary);
    },
  });
}

function asVocabulary(schema: TSchema): Vocabulary[] {
  const { $id = '', description = '' } = schema;
  const definitions = meaningsOf(schema);
  const codesOf: Record<string, EventKindDefinition> = EVENT_KINDS;
  if (!definitions) return [];
  const values = Object.entries(definitions).map(([value, definition]) => {
    const { definition: own, ...codes } = ($id === 'EventKind' && codesOf[value]) || { definition };
    return { value, definition: own, ...codes };
  });
  const snakeCase = $id.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  return [{ name: snakeCase, description: description.split('\n\n', 1)[0] ?? '', values }];
}
