/** The resources of the register: each is a folder with its schema, its definition and its own rules. */
import { enumeration, names } from '../model/schema.js';
import { RECORD_NAMES } from '../model/vocabulary/vocabulary.js';
import { events } from './events/definition.js';
import { parties } from './parties/definition.js';
import { partnerships } from './partnerships/definition.js';
import { sources } from './sources/definition.js';

export const RESOURCES = [partnerships, events, parties, sources];

/** The names of the resources, as parameters take them. */
export const Collections = enumeration(
  'Collection',
  'The resources.',
  Object.fromEntries(
    names(RECORD_NAMES).flatMap((name) =>
      RESOURCES.filter(({ record }) => record === name).map(({ collection, inShort }) => [collection, inShort]),
    ),
  ),
);
