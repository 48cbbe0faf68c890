/** What the service has to know of a schema besides what it allows. Marks are symbols, so they are no part of the contract. */
import type { TSchema } from '@sinclair/typebox';

/** How much words weigh in a search, by where they stand: names most. */
export type SearchTier = 'names' | 'summary' | 'quotations';

const SEARCHED = Symbol('searched');
const DECISIVE = Symbol('decisive');
const OWN_ID = Symbol('own id');

interface Marks {
  [SEARCHED]?: SearchTier;
  [DECISIVE]?: boolean;
  [OWN_ID]?: boolean;
}

/** Text of a record that is searched. */
export const searched = <T extends TSchema>(tier: SearchTier, schema: T): T => ({ ...schema, [SEARCHED]: tier });

export const searchTierOf = (schema: TSchema & Marks): SearchTier | undefined => schema[SEARCHED];

/** A member that makes a statement another one when it changes, so that words cited for the old one don't prove the new one. */
export const decisive = <T extends TSchema>(schema: T): T => ({ ...schema, [DECISIVE]: true });

export const isDecisive = (schema: TSchema & Marks): boolean => schema[DECISIVE] === true;

/** The id of the record itself, which is no reference to it. */
export const ownId = <T extends TSchema>(schema: T): T => ({ ...schema, [OWN_ID]: true });

export const isOwnId = (schema: TSchema & Marks): boolean => schema[OWN_ID] === true;
