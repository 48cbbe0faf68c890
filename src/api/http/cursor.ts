/** Opaque positions in a list, each bound to the question it was made for. */
import { sha256 } from '../../model/hash.js';
import { Refusal } from '../../model/refusal.js';
import type { KeysetPosition } from '../../register/index/keyset.js';

const seal = (question: string, place: string): string => sha256(`${question}\n${place}`).slice(0, 16);

/** @param question everything that decides which records are listed, and in which order */
export function writeCursor(question: string, place: KeysetPosition): string {
  const text = JSON.stringify(place);
  return Buffer.from(seal(question, text) + text).toString('base64url');
}

/** Refuses what isn't a cursor of this question, to the last character. */
export function readCursor(question: string, cursor: string): KeysetPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const [sealed, text] = [bytes.subarray(0, 16).toString(), bytes.subarray(16).toString()];
  const intact = bytes.toString('base64url') === cursor && sealed === seal(question, text);
  const place: unknown = intact ? parsed(text) : undefined;
  if (isPlace(place)) return place;
  const detail =
    'a cursor continues the list it came from: send it with the same filters and sort, or start again without it';
  throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'cursor', code: 'cursor', detail }] });
}

/** Anybody can work out a seal, so that what it is on needn't be JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isPlace = (value: unknown): value is KeysetPosition =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
