/** The change feed in pages. */
import type { FastifyInstance } from 'fastify';
import { asInstant } from '../../model/dates/instant.js';
import { ref } from '../../model/schema.js';
import type { FeedQuery } from '../../register/log/feed.js';
import { beginning, conditionsOf, expectReached, lastSequence, readChanges } from '../../register/log/feed.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { sendLinks } from '../http/links.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import type { FeedSchemas } from './schema.js';

interface Query extends FeedQuery {
  limit?: number;
  cursor?: string;
}

export function changesRoute(app: FastifyInstance, register: Register, schemas: FeedSchemas): void {
  app.get<{ Querystring: Query }>('/changes', {
    config: { scope: 'read' },
    schema: {
      tags: ['Changes'],
      operationId: 'listChanges',
      summary: 'List what was changed',
      description:
        'Everything that was ever written, in the order in which it was, without gaps and deletions included: who follows it from the ' +
        'beginning with `expand=document` has the register. Begins with the first change unless `after` or `since` says otherwise. ' +
        'A page may be short, or empty, while there is more: `page.next` and `meta.sequence` go on.',
      querystring: schemas.query,
      response: answers({ ok: content('A page of changes.', JSON_TYPE, ref(schemas.page), LINK) }),
    },
    handler: async (request, reply) => {
      const { query } = request;
      const { limit = 25, cursor, after, since, expand } = query;
      const db = register.engine.reader;
      const last = await lastSequence(db);
      const conditions = conditionsOf(query);
      const identity = JSON.stringify(['changes', after, since, conditions]);
      const start = (await beginning(db, query, last)) ?? 0;
      const from =
        cursor === undefined ? start : expectReached(placeIn(identity, cursor), last, { parameter: 'cursor' });
      const { entries, upTo } = await readChanges(
        db,
        conditions,
        { after: from, last },
        limit,
        expand !== undefined,
        since === undefined ? '' : asInstant(since),
      );
      const next = upTo < last ? writeCursor(identity, [String(upTo), '']) : undefined;
      sendLinks(request, reply, next);
      const rest = { page: { limit, ...(next !== undefined && { next }) }, meta: { sequence: upTo } };
      return sendJson(reply, `{"data":[${entries.map(({ json }) => json).join()}],${JSON.stringify(rest).slice(1)}`);
    },
  });
}

/** The sequence that a cursor stands at. */
const placeIn = (identity: string, cursor: string): number =>
  Math.max(0, Number.parseInt(readCursor(identity, cursor)[0], 10) || 0);
