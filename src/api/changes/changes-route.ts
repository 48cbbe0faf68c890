/** The change feed in pages. */
import type { FastifyInstance } from 'fastify';
import { nextInstant } from '../../model/dates/instant.js';
import { ref } from '../../model/schema.js';
import type { FeedQuery } from '../../register/log/feed.js';
import { beginning, conditionsOf, ending, expectReached, lastSequence, readChanges } from '../../register/log/feed.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { numberedPosition, numberIn, type PageQuery, pagingOf, sendPage } from '../http/paging.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import type { FeedSchemas } from './schema.js';

interface Query extends FeedQuery, PageQuery {}

export function changesRoute(app: FastifyInstance, register: Register, schemas: FeedSchemas): void {
  app.get<{ Querystring: Query }>('/changes', {
    config: { scope: 'read' },
    schema: {
      tags: ['Changes'],
      operationId: 'listChanges',
      summary: 'List what was changed',
      description:
        'Everything that was ever written, in the order in which it was, without gaps and deletions included: who follows it from the ' +
        'beginning with `expand=document` has the register. Begins with the first change unless `after` or `since` says otherwise, and ends before `until`. ' +
        'A page may be short, or empty, while there is more: `page.next` and `meta.sequence` go on.',
      querystring: schemas.query,
      response: answers({ ok: content('A page of changes.', JSON_TYPE, ref(schemas.page), LINK) }),
    },
    handler: async (request, reply) => {
      const { query } = request;
      const { after, since, until, expand = [] } = query;
      const conditions = conditionsOf(query);
      const paging = pagingOf(JSON.stringify(['changes', after, since, until, conditions]), query);
      const cursor = paging.after && numberIn(paging.after);
      const readers = await readersFor(request, register.engine, cursor ?? after);
      const page = await readers.read(async (db) => {
        const last = await lastSequence(db);
        const start = (await beginning(db, query, last)) ?? 0;
        const from = cursor === undefined ? start : expectReached(cursor, last, 'cursor');
        const end = await ending(db, query, last);
        const { entries, upTo } = await readChanges(db, conditions, { after: from, last: end }, paging.limit, {
          expand,
          since: since === undefined ? '' : nextInstant(since),
        });
        const page = paging.endingAt(entries, upTo < end ? numberedPosition(upTo) : undefined);
        return { ...page, meta: { sequence: Math.max(from, upTo) } };
      });
      return sendPage(request, reply, page);
    },
  });
}
