/** The refusals for records that do not exist: never written, or deleted. */
import { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';

/** What a record is called in messages: `party "hsx"`. */
export const nameOf = ({ record }: Pick<Definition, 'record'>, id: string): string => `${record} "${id}"`;

/** The refusal of something that never existed. */
export const notFound = (what: string): Refusal => new Refusal('not_found', `There is no ${what}.`);

export function expectNotDeleted(deleted_at: string | null | undefined, what: string): void {
  if (deleted_at) throw new Refusal('gone', `${what} was deleted at ${deleted_at}.`, { deleted_at });
}
