/** Lists in pages: how a page is asked for, where it is cut, and the cursor and links that lead to the next one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sha256 } from '../../model/hash.js';
import { Refusal } from '../../model/refusal.js';
import { object, type Static, Type } from '../../model/schema.js';
import type { KeysetPosition } from '../../register/index/keyset.js';
import { sendLinks } from './links.js';
import { sendJson } from './send.js';

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 25;

const cursor = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$', examples: ['YWJj'] });

const limit = (description: string) =>
  Type.Integer({ description, format: 'int32', minimum: 1, maximum: MAX_LIMIT, examples: [DEFAULT_LIMIT] });

/** The parameters of every list that comes in pages. */
export const pageParameters = {
  limit: Type.Optional({
    ...limit('How many records a page holds: 1 to 200, 25 unless said.'),
    default: DEFAULT_LIMIT,
  }),
  cursor: Type.Optional(cursor('Continues a list: `page.next` of the page before, with the same filters and sort.')),
};

export interface PageQuery {
  limit?: number;
  cursor?: string;
}

export const PageInfo = object(
  'PageInfo',
  'Where a page stands in its list.',
  {
    limit: limit('How many records a page holds at most.'),
    next: Type.Optional(cursor('The cursor of the next page; absent on the last one.')),
  },
  [{ limit: DEFAULT_LIMIT }],
);
type PageInfo = Static<typeof PageInfo>;

/** A page of a list, as it is sent. */
export interface Page<T> {
  data: T[];
  page: PageInfo;
  meta?: object | undefined;
  included?: object | undefined;
}

/** The page that a request asks for. */
export interface Paging {
  limit: number;
  /** How many entries to look for: one more than the page holds, to know whether there is another page. */
  lookFor: number;
  /** The position after which the page begins; absent for the first page. */
  after?: KeysetPosition;
  /** Makes the page from the entries found after `after`, up to `lookFor` of them. */
  cut<T>(found: readonly T[], positionOf: (entry: T) => KeysetPosition): Page<T>;
  /** Makes the page from its entries alone; the next page begins after `next`, undefined on the last page. */
  endingAt<T>(data: T[], next: KeysetPosition | undefined): Page<T>;
}

/** @param question everything that decides which entries are listed, and in which order: a cursor is valid for one question only */
export function pagingOf(question: string, { limit = DEFAULT_LIMIT, cursor }: PageQuery): Paging {
  const endingAt = <T>(data: T[], next: KeysetPosition | undefined): Page<T> => ({
    data,
    page: { limit, ...(next && { next: writeCursor(question, next) }) },
  });
  return {
    limit,
    lookFor: limit + 1,
    ...(cursor !== undefined && { after: readCursor(question, cursor) }),
    cut: (found, positionOf) => {
      const data = found.slice(0, limit);
      const last = found.length > limit ? data.at(-1) : undefined;
      return endingAt(data, last && positionOf(last));
    },
    endingAt,
  };
}

/** Sends a page with links to the first one and, while there is more, to the next. */
export function sendPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { data, page, meta, included }: Page<T>,
): FastifyReply {
  sendLinks(request, reply, page.next);
  return sendJson(reply, { data, page, meta, included });
}

/** The position of an entry that is listed by a number. */
export const numberedPosition = (number: number): KeysetPosition => [String(number), ''];

/** The number of such a position; 0 when there is none, or it was forged. */
export const numberIn = (position: KeysetPosition | undefined): number =>
  Math.max(0, Number.parseInt(position?.[0] ?? '', 10) || 0);

const seal = (question: string, position: string): string => sha256(`${question}\n${position}`).slice(0, 16);

function writeCursor(question: string, position: KeysetPosition): string {
  const text = JSON.stringify(position);
  return Buffer.from(seal(question, text) + text).toString('base64url');
}

/** The position in a cursor; refuses what isn't a cursor of this question. */
function readCursor(question: string, cursor: string): KeysetPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const [sealed, text] = [bytes.subarray(0, 16).toString(), bytes.subarray(16).toString()];
  const isIntact = bytes.toString('base64url') === cursor && sealed === seal(question, text);
  const position: unknown = isIntact ? parsed(text) : undefined;
  if (isPosition(position)) return position;
  const detail =
    'a cursor continues the list it came from: send it with the same filters and sort, or start again without it';
  throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'cursor', code: 'cursor', detail }] });
}

/** The seal is no secret, so a forged cursor may hold any text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isPosition = (value: unknown): value is KeysetPosition =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
