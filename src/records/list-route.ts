/** The list of a resource: its filters read, its page found and rendered. */
import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/tables.js';
import { answers, contents, DISPOSITION, LINK } from '../http/answers.js';
import { OPEN } from '../http/authentication.js';
import { JSON_TYPE } from '../http/bodies.js';
import { sendLinks } from '../http/links.js';
import { sendJson } from '../http/send.js';
import type { Members } from '../model/members.js';
import { Refusal } from '../model/refusal.js';
import { ref } from '../model/schema.js';
import { readCursor, writeCursor } from './cursor.js';
import { type Condition, type Definition, type FilterValues, sortsOf } from './definition.js';
import { referencesIn } from './evidence.js';
import { select } from './export.js';
import { CSV_TYPE, type FileQuery, formatOf, NDJSON_TYPE, sendFile, TYPES } from './files.js';
import { countStraddling, countUndated } from './imprecise-dates.js';
import { count, documentsAt, findPlaces, MOST_COUNTED, prepare } from './list.js';
import type { Register } from './register.js';
import { IMPRECISE } from './save.js';
import type { ResourceSchemas } from './schemas.js';
import type { DateRange, Question } from './walks.js';

/** The query of a list, as its schema lets it through. */
interface Query extends FileQuery {
  [filter: string]: unknown;
  from?: string;
  to?: string;
  date_match?: 'certain' | 'possible' | 'any';
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
    config: { produces: Object.values(TYPES) },
    schema: {
      tags: [plural],
      security: OPEN,
      operationId: `list${plural}`,
      summary: `List ${plural.toLowerCase()}`,
      description: `${description} Several values of one filter mean any of them; different filters all hold.`,
      querystring: schemas.query,
      response: answers({
        ok: contents(
          'A page, or the whole list as a file; with `fields` its records are cut down.',
          { [JSON_TYPE]: ref(schemas.list), [CSV_TYPE]: ref(schemas.table), [NDJSON_TYPE]: ref(schemas.lines) },
          { ...LINK, ...DISPOSITION },
        ),
      }),
    },
    handler: async (request, reply) => {
      const { query } = request;
      const question = questionOf(definition, query);
      const identity = JSON.stringify([collection, question]);
      const after = query.cursor === undefined ? undefined : readCursor(identity, query.cursor);
      const format = formatOf(request, query);
      reply.header('vary', 'Accept');
      if (format !== 'json')
        return sendFile(
          request,
          reply,
          register,
          format,
          { definition, definitions: register.definitions, question, after, limit: query.limit, fields: query.fields },
          query.bom,
        );
      const { limit = 25 } = query;
      const body = await register.engine.snapshot(async (db) => {
        const ready = await prepare(db, definition, question);
        const places = ready ? await findPlaces(db, definition, ready, limit + 1, after) : [];
        const page = places.slice(0, limit);
        const last = places.length > limit ? page.at(-1) : undefined;
        const next = last && writeCursor(identity, last);
        sendLinks(request, reply, next);
        const documents = await documentsAt(
          db,
          definition.record,
          page.map(([, id]) => id),
        );
        const meta = await metaOf(db, definition, ready, query);
        const included = query.expand && (await expand(db, register, definition, documents, query.expand));
        const data = [...documents.values()].map((document) =>
          query.fields ? select(document, query.fields) : document,
        );
        return render(data, { limit, ...(next !== undefined && { next }) }, meta, included);
      });
      return sendJson(reply, body);
    },
  });
}

/** Everything that decides which records are listed, and in which order. */
function questionOf(definition: Definition, query: Query): Question {
  const { from, to, date_match = 'certain', id, updated_since } = query;
  if (from !== undefined && to !== undefined && from > to) {
    const detail = `the range ends (${to}) before it begins (${from})`;
    throw new Refusal('invalid_parameter', detail, { errors: [{ parameter: 'to', code: 'out_of_range', detail }] });
  }
  const sort = query.sort ?? sortsOf(definition)[0];
  const dates: DateRange | undefined =
    from === undefined && to === undefined
      ? undefined
      : { match: date_match, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  return {
    conditions: conditionsOf(definition, query),
    ...(id && { ids: id.toSorted() }),
    ...(updated_since !== undefined && { updatedSince: new Date(updated_since.toUpperCase()).toISOString() }),
    ...(dates && { dates }),
    sort: sort.replace(/^-/, ''),
    descending: sort.startsWith('-'),
  };
}

function conditionsOf(definition: Definition, query: Query): Condition[] {
  const values: FilterValues = Object.fromEntries(
    Object.keys(definition.filters).flatMap((name) => {
      const value = query[name];
      return value === undefined ? [] : [[name, [value].flat().map(String).toSorted()]];
    }),
  );
  return Object.entries(definition.filters).flatMap(([name, filter]) => {
    const given = values[name];
    if (given === undefined) return [];
    return filter.conditions ? filter.conditions(given, values) : [{ filter: name, anyOf: given }];
  });
}

async function metaOf(
  db: Database,
  definition: Definition,
  question: Question | undefined,
  { total, from, to }: Query,
): Promise<Members | undefined> {
  const meta: Members = {};
  if (total) {
    const found = question ? await count(db, definition, question) : 0;
    meta.total = Math.min(found, MOST_COUNTED);
    if (found > MOST_COUNTED) meta.total_is_lower_bound = true;
  }
  if (from !== undefined || to !== undefined) meta.left_out = await leftOut(db, definition, question);
  return Object.keys(meta).length > 0 ? meta : undefined;
}

/** What a date filter left out, each counted up to `MOST_COUNTED`. */
async function leftOut(db: Database, definition: Definition, question: Question | undefined): Promise<Members> {
  if (!question?.dates) return { possible: 0, undated: 0 };
  const { dates, conditions, ids, updatedSince } = question;
  if (conditions.length === 0 && !ids && updatedSince === undefined) {
    // Of all records, their dates are counted already.
    const possible = dates.match === 'certain' ? await countStraddling(db, definition.record, dates) : 0;
    const undated = dates.match === 'any' ? 0 : await countUndated(db, definition.record);
    return { possible: Math.min(possible, MOST_COUNTED), undated: Math.min(undated, MOST_COUNTED) };
  }
  const counted = async (asked: Question) => Math.min(await count(db, definition, asked), MOST_COUNTED);
  const [filter, ...anyOf] = IMPRECISE;
  // Walked along only when nothing rarer was asked for.
  const straddling: Question = {
    ...question,
    conditions: [...conditions, { filter, anyOf }],
    dates: { ...dates, match: 'straddling' },
  };
  return {
    possible: dates.match === 'certain' ? await counted(straddling) : 0,
    undated: dates.match === 'any' ? 0 : await counted({ ...question, dates: { ...dates, match: 'undated' } }),
  };
}

/** The records of the wanted resources that these documents refer to, rendered, by resource and id. */
async function expand(
  db: Database,
  { definitions }: Register,
  definition: Definition,
  documents: ReadonlyMap<string, string>,
  wanted: readonly string[],
): Promise<string> {
  const references = [...documents.values()].flatMap((document) =>
    referencesIn(definition.document, JSON.parse(document)),
  );
  const parts: string[] = [];
  for (const { collection, record } of definitions) {
    if (!wanted.includes(collection)) continue;
    const ids = references.filter((reference) => reference.record === record).map(({ id }) => id);
    const found = await documentsAt(db, record, [...new Set(ids)].sort());
    const members = [...found].map(([id, document]) => `${JSON.stringify(id)}:${document}`);
    parts.push(`${JSON.stringify(collection)}:{${members.join(',')}}`);
  }
  return `{${parts.join(',')}}`;
}

/** The documents are rendered already, so the page is put together around them. */
function render(data: string[], page: Members, meta: Members | undefined, included: string | undefined): string {
  const rest = [
    `"page":${JSON.stringify(page)}`,
    ...(meta ? [`"meta":${JSON.stringify(meta)}`] : []),
    ...(included === undefined ? [] : [`"included":${included}`]),
  ];
  return `{"data":[${data.join(',')}],${rest.join(',')}}`;
}
