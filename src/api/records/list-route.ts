/** The list of a resource: its filters read, its page found and rendered. */
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../db/tables.js';
import { keyOf } from '../../model/refusal.js';
import { ref } from '../../model/schema.js';
import type { Definition } from '../../register/definition.js';
import { referencesIn } from '../../register/document/evidence.js';
import { present } from '../../register/document/present.js';
import type { CountQuery } from '../../register/list/facets.js';
import { isCounted, isMetaFree, leftOutOfAll, metaOf } from '../../register/list/meta.js';
import { isOneQuery, readPage } from '../../register/list/pages.js';
import { obviousPlan, plan, resume } from '../../register/list/plan.js';
import type { ListQuery } from '../../register/list/query.js';
import { recordsNamed } from '../../register/list/unknown.js';
import { contextView } from '../../register/read/contexts.js';
import { include } from '../../register/read/included.js';
import { readingFrom } from '../../register/read/reading.js';
import { type Pause, readInSlices } from '../../register/read/slices.js';
import { answers, content, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { addressesOf } from '../http/links.js';
import { type PageQuery, pagingOf, sendPage } from '../http/paging.js';
import { clockIn } from './clocks.js';
import type { Register } from './handle-write.js';
import { listQueryOf, type Selection, valuesOf } from './list-query.js';
import { readersFor } from './log-sequence.js';
import { expandsContext, expandsRecords } from './query.js';
import type { ResourceSchemas } from './schemas.js';

/** The query of a list, as validated. */
interface Query extends Selection, CountQuery, PageQuery {
  total?: boolean;
  expand?: string[];
}

export function listRoute(
  app: FastifyInstance,
  register: Register,
  definition: Definition,
  schemas: ResourceSchemas,
): void {
  const { collection, plural, description } = definition;
  app.get<{ Querystring: Query }>(`/${collection}`, {
    config: { scope: 'read', certified: true },
    schema: {
      tags: [plural],
      operationId: `list${plural}`,
      summary: `List ${plural.toLowerCase()}`,
      description: `${description} Several values of one filter mean any of them; different filters all hold.`,
      querystring: schemas.queries.list,
      response: answers({ ok: content('A page.', JSON_TYPE, ref(schemas.list), LINK) }),
    },
    handler: async (request, reply) => {
      const { query } = request;
      const listQuery = listQueryOf(definition, query);
      const named = recordsNamed(definition, valuesOf(definition, query), listQuery.ids);
      const paging = pagingOf(JSON.stringify([collection, listQuery]), query);
      const { after } = paging;
      const answer = async (db: Database, pause?: Pause) => {
        const reading = readingFrom(register.engine, register.definitions, db, pause);
        const planned = resume(await plan(reading, definition, listQuery), after);
        const leftOutQuery = leftOutOfAll(definition, listQuery);
        const { records, leftOut, there } = await readPage(
          reading,
          planned,
          paging.lookFor,
          after,
          leftOutQuery,
          named,
        );
        const page = paging.cut(records, ({ position }) => position);
        const documents = page.data.map(({ document }) => document);
        const meta = await metaOf(reading, {
          definition,
          addresses: addressesOf(request),
          parameters: query,
          values: valuesOf(definition, query),
          query: listQuery,
          plan: planned,
          leftOut,
          unknown: named.filter((one) => !there.has(keyOf(one))),
          without: (parameters) => listQueryOf(definition, besides(query, parameters)),
        });
        const { expand = [] } = query;
        const clock = clockIn(query);
        const included =
          expandsRecords(expand) &&
          (await include(db, register.definitions, referencesOf(definition, documents), expand, undefined, clock));
        const view = expandsContext(expand) ? await contextView(db, definition, documents) : {};
        return {
          ...page,
          data: page.data.map(({ document, standing }) => present(document, { ...view, standing })),
          meta,
          ...(included && { included }),
        };
      };
      const readers = await readersFor(request, register.engine);
      const page = await (isOneStatement(register, definition, query, listQuery)
        ? answer(readers.reader)
        : isCounted(definition, query, listQuery)
          ? readInSlices(readers, answer)
          : readers.read(answer));
      return sendPage(request, reply, page);
    },
  });
}

/** Whether a list is answered with a single query of the database, which needs no transaction to see one state. */
const isOneStatement = ({ engine }: Register, definition: Definition, query: Query, listQuery: ListQuery): boolean =>
  isOneQuery(engine, obviousPlan(definition, listQuery)) &&
  isMetaFree(definition, query, listQuery) &&
  query.expand === undefined;

/** The query without some of its parameters. */
const besides = (query: Query, parameters: readonly string[]): Query =>
  Object.fromEntries(Object.entries(query).filter(([name]) => !parameters.includes(name)));

const referencesOf = ({ document: schema }: Definition, documents: readonly string[]) =>
  documents.flatMap((document) => referencesIn(schema, JSON.parse(document)));
