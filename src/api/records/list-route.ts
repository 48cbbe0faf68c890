/** The list of a resource: its filters read, its page found and rendered. */
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../db/tables.js';
import { asInstant } from '../../model/dates/instant.js';
import { Refusal } from '../../model/refusal.js';
import { ref } from '../../model/schema.js';
import { type Condition, type Definition, type FilterValues, sortsOf } from '../../register/definition.js';
import { referencesIn } from '../../register/document/evidence.js';
import { present } from '../../register/document/present.js';
import type { DateRange } from '../../register/list/dates.js';
import type { CountQuery } from '../../register/list/facets.js';
import { isCounted, isMetaFree, leftOutOfAll, metaOf } from '../../register/list/meta.js';
import { isOneQuery, readPage } from '../../register/list/pages.js';
import { obviousPlan, plan, resume } from '../../register/list/plan.js';
import { type ListQuery, RELEVANCE } from '../../register/list/query.js';
import { include } from '../../register/read/included.js';
import { readingFrom } from '../../register/read/reading.js';
import { type Pause, readInSlices } from '../../register/read/slices.js';
import { answers, contents, DISPOSITION, LINK } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { addressesOf } from '../http/links.js';
import { pagingOf, sendPage } from '../http/paging.js';
import { CSV_TYPE, type FileQuery, formatOf, NDJSON_TYPE, sendFile, TYPES } from './files.js';
import type { Register } from './handle-write.js';
import type { ResourceSchemas } from './schemas.js';
import { expectWords } from './words.js';

/** The query of a list, as validated. */
interface Query extends FileQuery, CountQuery {
  [filter: string]: unknown;
  q?: string;
  id?: string[];
  updated_since?: string;
  sort?: string;
  cursor?: string;
  fields?: string[];
}

export function listRoute(
  app: FastifyInstance,
  register: Register,
  definition: Definition,
  schemas: ResourceSchemas,
): void {
  const { collection, plural, description } = definition;
  app.get<{ Querystring: Query }>(`/${collection}`, {
    config: { scope: 'read', produces: Object.values(TYPES) },
    schema: {
      tags: [plural],
      operationId: `list${plural}`,
      summary: `List ${plural.toLowerCase()}`,
      description: `${description} Several values of one filter mean any of them; different filters all hold.`,
      querystring: schemas.query,
      response: answers(
        {
          ok: contents(
            'A page, or the whole list as a file; with `fields` its records are cut down.',
            { [JSON_TYPE]: ref(schemas.list), [CSV_TYPE]: ref(schemas.table), [NDJSON_TYPE]: ref(schemas.lines) },
            { ...LINK, ...DISPOSITION },
          ),
        },
        'not_acceptable',
      ),
    },
    handler: async (request, reply) => {
      const { query } = request;
      const listQuery = listQueryOf(definition, query);
      const paging = pagingOf(JSON.stringify([collection, listQuery]), query);
      const { after } = paging;
      const view = { fields: query.fields };
      const format = formatOf(request, query);
      reply.header('vary', 'Accept');
      if (format !== 'json')
        return sendFile(
          request,
          reply,
          register,
          format,
          { definition, query: listQuery, after, limit: query.limit, view },
          query.bom,
        );
      const answer = async (db: Database, pause?: Pause) => {
        const reading = readingFrom(register.engine, register.definitions, db, pause);
        const planned = resume(await plan(reading, definition, listQuery), after);
        const leftOutQuery = leftOutOfAll(definition, listQuery);
        const { records, leftOut } = await readPage(reading, planned, paging.lookFor, after, leftOutQuery);
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
          without: (parameters) => listQueryOf(definition, besides(query, parameters)),
        });
        const { expand } = query;
        const included =
          expand && (await include(db, register.definitions, referencesOf(definition, documents), expand));
        return { ...page, data: documents.map((document) => present(document, view)), meta, included };
      };
      const page = await (isOneStatement(register, definition, query, listQuery)
        ? answer(register.engine.reader)
        : isCounted(definition, query, listQuery)
          ? readInSlices(register.engine, answer)
          : register.engine.read(answer));
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

/** Everything that decides which records are listed, and in which order. */
function listQueryOf(definition: Definition, query: Query): ListQuery {
  const { q, from, to, date_match = 'certain', id, updated_since } = query;
  if (q !== undefined) expectWords(q);
  if (from !== undefined && to !== undefined && from > to) {
    const detail = `the range ends (${to}) before it begins (${from})`;
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'to', code: 'out_of_range', detail }] });
  }
  const sort = query.sort ?? (q === undefined ? sortsOf(definition)[0] : RELEVANCE);
  if (q === undefined && sort === RELEVANCE) {
    const detail = 'this order is that of a search: send q, too, or leave it out';
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'sort', code: 'not_without_q', detail }] });
  }
  const dates: DateRange | undefined =
    from === undefined && to === undefined
      ? undefined
      : { match: date_match, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return {
    conditions: conditionsOf(definition, query),
    ...(id && { ids: id.toSorted() }),
    ...(updated_since !== undefined && { updatedSince: asInstant(updated_since) }),
    ...(dates && { dates }),
    ...(q !== undefined && { words: q }),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
  };
}

/** The values of the filters that are asked for. */
const valuesOf = (definition: Definition, query: Query): FilterValues =>
  Object.fromEntries(
    Object.keys(definition.filters).flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, [value].flat().map(String).toSorted()]];
    }),
  );

function conditionsOf(definition: Definition, query: Query): Condition[] {
  const values = valuesOf(definition, query);
  return Object.entries(definition.filters).flatMap(([name, filter]) => {
    const given = values[name];
    if (given === undefined) return [];
    return filter.conditions ? filter.conditions(given, values) : [{ filter: name, anyOf: given }];
  });
}

const referencesOf = ({ document: schema }: Definition, documents: readonly string[]) =>
  documents.flatMap((document) => referencesIn(schema, JSON.parse(document)));
