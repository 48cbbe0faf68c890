/** Lists as files: all records of a list under one address, as CSV or as lines of JSON. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Finding, Refusal } from '../../model/refusal.js';
import { ref } from '../../model/schema.js';
import type { Definition } from '../../register/definition.js';
import { asLines, asTable, type Export } from '../../register/list/export.js';
import { type FileRows, sheetOf } from '../../register/list/sheets.js';
import { readingFrom } from '../../register/read/reading.js';
import { answers, content, DISPOSITION } from '../contract/answers.js';
import type { Register } from './handle-write.js';
import { listQueryOf, type Selection } from './list-query.js';
import { readersFor } from './log-sequence.js';
import { FILE_FORMATS, type FileFormat } from './query.js';
import type { ResourceSchemas } from './schemas.js';

interface Query extends Selection {
  limit?: number;
  rows?: FileRows;
  fields?: string[];
  bom?: boolean;
}

/** What is said of each form, and its media type with the parameters that it is sent with. */
const FORMS = {
  csv: {
    name: 'Csv',
    type: 'text/csv',
    typeParameters: 'charset=utf-8; header=present',
    form: 'a table',
    about: 'comma-separated values, for spreadsheets',
  },
  ndjson: {
    name: 'Ndjson',
    type: 'application/x-ndjson',
    typeParameters: 'charset=utf-8',
    form: 'lines of JSON',
    about: 'JSON, one to a line',
  },
} as const;

/** Adds the addresses of a resource's list as a file: `/events.csv` and `/events.ndjson`. */
export function fileRoutes(
  app: FastifyInstance,
  register: Register,
  definition: Definition,
  schemas: ResourceSchemas,
): void {
  const { collection, plural } = definition;
  for (const format of FILE_FORMATS) {
    const { name, type, form, about } = FORMS[format];
    app.get<{ Querystring: Query }>(`/${collection}.${format}`, {
      config: { scope: 'read' },
      schema: {
        tags: [plural],
        operationId: `export${plural}${name}`,
        summary: `Export ${plural.toLowerCase()} as ${form}`,
        description:
          `All ${plural.toLowerCase()} that fulfil the filters, in the order of the list and as they stood at one moment, as ${about}. ` +
          'The words of `q` are never corrected.',
        querystring: schemas.queries[format],
        response: answers({ ok: content('The file.', type, ref(schemas.files[format]), DISPOSITION) }),
      },
      handler: async (request, reply) => {
        const { limit, rows = 'records', fields, bom, ...selection } = request.query;
        if (fields) expectFields(definition, rows, fields);
        // A file can't tell that something else than its words was searched for.
        const listQuery = listQueryOf(definition, { ...selection, spelling: 'exact' });
        return sendFile(request, reply, register, format, { definition, query: listQuery, limit, rows, fields }, bom);
      },
    });
  }
}

/** Refuses members that the rows which were asked for don't have. */
function expectFields(definition: Definition, rows: FileRows, fields: readonly string[]): void {
  const known = Object.keys(sheetOf(definition, rows).schema.properties);
  const errors = fields.flatMap((field): Finding[] => {
    if (known.includes(field)) return [];
    const detail = `with rows=${rows} there is no ${field}; known are ${known.join(', ')}`;
    return [{ parameter: 'fields', code: 'unknown_value', detail }];
  });
  const [first] = errors;
  if (first) throw new Refusal('invalid_parameter', `fields: ${first.detail}`, { errors });
}

/** What the file is called. */
const nameOf = ({ definition: { collection }, rows }: Export): string =>
  rows === 'records' ? collection : `${collection}.${rows}`;

/** How long a client may read nothing before it is hung up on, in milliseconds: its file holds back the database's log. */
const READ_TIMEOUT_MS = 60_000;

/** Sends a list as it is read, as it stood at one moment; a client that goes away ends the reading. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { engine, definitions }: Register,
  format: FileFormat,
  wanted: Export,
  withMark = false,
): Promise<FastifyReply> {
  const readers = await readersFor(request, engine);
  const view = request.method === 'HEAD' ? undefined : await readers.openRead();
  const { type, typeParameters } = FORMS[format];
  reply.type(`${type}; ${typeParameters}`);
  reply.header('content-disposition', `attachment; filename="${nameOf(wanted)}.${format}"`);
  if (!view) return reply.send(Readable.from([]));
  const reading = readingFrom(engine, definitions, view.db);
  const parts = format === 'csv' ? asTable(reading, wanted, withMark) : asLines(reading, wanted);
  const file: Readable = Readable.from(
    withReadTimeout(parts, () => file.destroy()),
    { objectMode: false },
  );
  file.once('close', () => view.close().catch((failure: unknown) => request.log.error(failure)));
  return reply.send(file);
}

/** The parts, as long as each is read in time. */
async function* withReadTimeout(parts: AsyncIterable<string>, giveUp: () => void): AsyncGenerator<string> {
  for await (const part of parts) {
    const timer = setTimeout(giveUp, READ_TIMEOUT_MS);
    try {
      yield part;
    } finally {
      clearTimeout(timer);
    }
  }
}
