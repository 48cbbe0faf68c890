/** Marks on schemas for the service's own use. They are symbols, so they do not appear in the contract. */
import type { TSchema } from '@sinclair/typebox';

/** The tiers of searchable text, highest weight first. */
export type SearchTier = 'names' | 'summary' | 'quotations';

const SEARCHED = Symbol('searched');
const DECISIVE = Symbol('decisive');
const OWN_ID = Symbol('own id');
const ON_DEMAND = Symbol('on demand');
const TYPED_BY_MEMBER = Symbol('typed by member');

interface Marks {
  [SEARCHED]?: SearchTier;
  [DECISIVE]?: boolean;
  [OWN_ID]?: boolean;
  [ON_DEMAND]?: boolean;
  [TYPED_BY_MEMBER]?: boolean;
}

/** Text of a record that is searched. */
export const searched = <T extends TSchema>(tier: SearchTier, schema: T): T => ({ ...schema, [SEARCHED]: tier });

export const searchTierOf = (schema: TSchema & Marks): SearchTier | undefined => schema[SEARCHED];

/** Marks a member that changes the meaning of a statement, so that its citations must be given again. */
export const decisive = <T extends TSchema>(schema: T): T => ({ ...schema, [DECISIVE]: true });

export const isDecisive = (schema: TSchema & Marks): boolean => schema[DECISIVE] === true;

/** The id of the record itself, which is no reference to it. */
export const ownId = <T extends TSchema>(schema: T): T => ({ ...schema, [OWN_ID]: true });

export const isOwnId = (schema: TSchema & Marks): boolean => schema[OWN_ID] === true;

/** A member that is not stored, and shown where it is asked for; files don't have it. */
export const onDemand = <T extends TSchema>(schema: T): T => ({ ...schema, [ON_DEMAND]: true });

export const isOnDemand = (schema: TSchema & Marks): boolean => schema[ON_DEMAND] === true;

/** A value that has the schema of another member of the record: the one that `member`, beside it, points to. */
export const typedByMember = <T extends TSchema>(schema: T): T => ({ ...schema, [TYPED_BY_MEMBER]: true });

export const isTypedByMember = (schema: TSchema & Marks): boolean => schema[TYPED_BY_MEMBER] === true;
