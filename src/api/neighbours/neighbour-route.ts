/** The neighbours of a party: who is connected to it, through which partnerships, roles and stages. */
import type { FastifyInstance } from 'fastify';
import { PartyId } from '../../model/ids.js';
import { list, ref, type TObject, Type } from '../../model/schema.js';
import type { Condition } from '../../register/definition.js';
import { referencesIn } from '../../register/document/evidence.js';
import { include } from '../../register/read/included.js';
import { readingFrom } from '../../register/read/reading.js';
import { readRecord } from '../../register/read/records.js';
import { Neighbour } from '../../resources/partnerships/neighbour.js';
import { isBehind, neighboursOf } from '../../resources/partnerships/neighbours.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { sendLinks } from '../http/links.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { NeighbourQuery } from './neighbour-schema.js';

const Neighbours = list(ref(Neighbour), 'The neighbours of a page.', 200);

/** @param page the schema of what it answers */
export function neighbourRoute(app: FastifyInstance, register: Register, page: TObject): void {
  app.get<{ Params: { id: string }; Querystring: NeighbourQuery }>('/parties/:id/neighbours', {
    config: { scope: 'read' },
    schema: {
      tags: ['Parties'],
      operationId: 'listPartyNeighbours',
      summary: 'List the neighbours of a party',
      description:
        'Who takes part in the same partnerships, through which of them, in which roles and how far each has got. Those with most ' +
        'partnerships come first. Several values of one filter mean any of them; different filters all hold.',
      params: Type.Object({ id: ref(PartyId) }, { additionalProperties: false }),
      querystring: NeighbourQuery,
      response: answers({ ok: content('A page.', JSON_TYPE, ref(page), LINK) }, 'not_found', 'gone'),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { limit = 25, cursor, expand, role } = request.query;
      const conditions = conditionsOf(request.query);
      const question = JSON.stringify(['neighbours', id, conditions, role?.toSorted() ?? []]);
      const after = cursor === undefined ? undefined : readCursor(question, cursor);
      const { body, next } = await register.engine.read(async (db) => {
        await readRecord(db, { record: 'party' }, id);
        const reading = readingFrom(register.engine, register.definitions, db);
        const { neighbours, isWhole } = await neighboursOf(reading, id, conditions, role);
        const rest = after
          ? neighbours.filter((one) => isBehind(one, { count: Number(after[0]), party: after[1] }))
          : neighbours;
        const data = rest.slice(0, limit);
        const last = rest.length > limit ? data.at(-1) : undefined;
        const next = last && writeCursor(question, [String(last.count), last.party]);
        const page = { limit, ...(next !== undefined && { next }) };
        const meta = { total: neighbours.length, ...(!isWhole && { total_is_lower_bound: true }) };
        const rendered = JSON.stringify({ data, page, meta });
        const included = expand && (await include(db, register.definitions, referencesIn(Neighbours, data), expand));
        return { body: included ? `${rendered.slice(0, -1)},"included":${included}}` : rendered, next };
      });
      sendLinks(request, reply, next);
      return sendJson(reply, body);
    },
  });
}

const conditionsOf = ({ stage, reached, topic, scope }: NeighbourQuery): Condition[] =>
  Object.entries({ stage, reached, topic, scope }).flatMap(([filter, anyOf]) =>
    anyOf ? [{ filter, anyOf: anyOf.toSorted() }] : [],
  );
