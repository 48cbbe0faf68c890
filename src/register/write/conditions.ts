/** The conditions under which a record may be changed, so that nobody's change is lost. */
import { type Conditions, etag } from '../../model/entity-tag.js';
import { Refusal } from '../../model/refusal.js';
import { expectNotDeleted, notFound } from '../document/absence.js';
import type { Stored } from './unit-of-work.js';

const exists = (stored: Stored | undefined): stored is Stored =>
  stored !== undefined && stored.deleted_at === undefined;

/** Refuses a record that isn't there, or not any more. */
export function expectThere(stored: Stored | undefined, what: string): asserts stored is Stored {
  if (stored === undefined) throw notFound(what);
  expectNotDeleted(stored.deleted_at, what);
}

/** Checks conditions against what is stored; `needed` asks for If-Match when there is a record to overwrite. */
export function expectConditions(stored: Stored | undefined, conditions: Conditions, needed: boolean): void {
  const { match, noneMatch } = conditions;
  const current = exists(stored) ? stored.revision : undefined;
  if (match !== undefined) {
    if (current === undefined) throw failed('If-Match', 'there is no record to match; leave out If-Match to create it');
    if (match !== 'any' && !match.includes(current)) throw failed('If-Match', outdated(current));
  }
  if (noneMatch !== undefined && current !== undefined && (noneMatch === 'any' || noneMatch.includes(current)))
    throw failed(
      'If-None-Match',
      match === undefined
        ? `the record exists; to replace it send If-Match: ${etag(current)}`
        : 'the record exists; leave If-None-Match out',
    );
  if (needed && current !== undefined && match === undefined) {
    const detail = `send If-Match: ${etag(current)}, the ETag of the record as it is now, or If-Match: * to insist`;
    throw new Refusal('precondition_required', `To change a record, ${detail}.`, {
      errors: [{ header: 'If-Match', code: 'required', detail }],
    });
  }
}

const outdated = (current: number): string =>
  `the record is at revision ${current} now; read it again and send If-Match: ${etag(current)}`;

const failed = (header: string, detail: string): Refusal =>
  new Refusal('precondition_failed', detail, { errors: [{ header, code: 'condition', detail }] });
