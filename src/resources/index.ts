/** The resources of the register: each is a folder with its schema, its definition and its own rules. */
import { events } from './events/definition.js';
import { parties } from './parties/definition.js';
import { partnerships } from './partnerships/definition.js';
import { sources } from './sources/definition.js';

export const RESOURCES = [partnerships, events, parties, sources];
