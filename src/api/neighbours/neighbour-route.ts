/** The neighbours of a party: who is connected to it, through which partnerships, roles and stages. */
import type { FastifyInstance } from 'fastify';
import { PartyId } from '../../model/ids.js';
import { list, ref, type TObject, Type } from '../../model/schema.js';
import type { Condition } from '../../register/definition.js';
import { referencesIn } from '../../register/document/evidence.js';
import type { KeysetPosition } from '../../register/index/keyset.js';
import { include } from '../../register/read/included.js';
import { readingFrom } from '../../register/read/reading.js';
import { readRecord } from '../../register/read/records.js';
import { readInSlices } from '../../register/read/slices.js';
import { Neighbour } from '../../resources/partnerships/neighbour.js';
import { isBehind, neighboursOf } from '../../resources/partnerships/neighbours.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { pagingOf, sendPage } from '../http/paging.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { NeighbourQuery } from './neighbour-schema.js';

const Neighbours = list(ref(Neighbour), 'The neighbours of a page.', 200);

/** @param page the schema of what it answers */
export function neighbourRoute(app: FastifyInstance, register: Register, page: TObject): void {
  app.get<{ Params: { id: string }; Querystring: NeighbourQuery }>('/parties/:id/neighbours', {
    config: { scope: 'read', certified: true },
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
      const { expand, role, within = false } = request.query;
      const conditions = conditionsOf(request.query);
      const question = JSON.stringify(['neighbours', id, conditions, role?.toSorted() ?? [], within]);
      const paging = pagingOf(question, request.query);
      const readers = await readersFor(request, register.engine);
      const page = await readInSlices(readers, async (db, pause) => {
        await readRecord(db, { record: 'party' }, id);
        const { neighbours, isWhole } = await neighboursOf(
          readingFrom(register.engine, register.definitions, db, pause),
          { party: id, within, conditions, wanted: role },
        );
        const page = paging.cut(behind(neighbours, paging.after), ({ count, party }) => [String(count), party]);
        const meta = { total: neighbours.length, ...(!isWhole && { total_is_lower_bound: true }) };
        const references = referencesIn(Neighbours, page.data);
        return { ...page, meta, included: expand && (await include(db, register.definitions, references, expand)) };
      });
      return sendPage(request, reply, page);
    },
  });
}

const behind = (neighbours: readonly Neighbour[], after: KeysetPosition | undefined): readonly Neighbour[] =>
  after ? neighbours.filter((one) => isBehind(one, { count: Number(after[0]), party: after[1] })) : neighbours;

const conditionsOf = ({ stage, reached, topic, scope }: NeighbourQuery): Condition[] =>
  Object.entries({ stage, reached, topic, scope }).flatMap(([filter, anyOf]) =>
    anyOf ? [{ filter, anyOf: anyOf.toSorted() }] : [],
  );
