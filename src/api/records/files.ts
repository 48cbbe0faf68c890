/** Lists as files: which form is wanted, and how it is sent. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Finding, Refusal } from '../../model/refusal.js';
import { asLines, asTable, type Export } from '../../register/list/export.js';
import { readingFrom } from '../../register/read/reading.js';
import { preferred } from '../http/accept.js';
import { JSON_TYPE } from '../http/bodies.js';
import { sendLinks } from '../http/links.js';
import type { Register } from './handle-write.js';
import type { ListFormat } from './query.js';

export const CSV_TYPE = 'text/csv';
export const NDJSON_TYPE = 'application/x-ndjson';

/** The media type of each format; the first is what a client gets that doesn't mind. */
export const TYPES = { json: JSON_TYPE, csv: CSV_TYPE, ndjson: NDJSON_TYPE } as const;

/** What a list is asked that bears on its form. */
export interface FileQuery {
  format?: ListFormat;
  bom?: boolean;
  limit?: number;
  total?: boolean;
  facets?: string[];
  histogram?: string;
  expand?: string[];
}

/** The form that is asked for, by parameter or else by Accept; refuses what has no place in it. */
export function formatOf(request: FastifyRequest, query: FileQuery): ListFormat {
  const type = preferred(request, [TYPES.json, TYPES.csv, TYPES.ndjson]);
  const format = query.format ?? (type === TYPES.csv ? 'csv' : type === TYPES.ndjson ? 'ndjson' : 'json');
  const misplaced: [keyof FileQuery, ListFormat][] = [
    ['total', 'json'],
    ['facets', 'json'],
    ['histogram', 'json'],
    ['expand', 'json'],
    ['bom', 'csv'],
  ];
  const errors = misplaced.flatMap(([parameter, needed]): Finding[] =>
    query[parameter] === undefined || format === needed
      ? []
      : [{ parameter, code: 'not_in_format', detail: `it goes with format=${needed} alone, and this is ${format}` }],
  );
  if (errors.length > 0)
    throw new Refusal(
      'invalid_parameter',
      errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join('; '),
      {
        errors,
      },
    );
  return format;
}

/** How long a client may read nothing before it is hung up on, in milliseconds: its file holds back the database's log. */
const READ_TIMEOUT_MS = 60_000;

/** Sends a list as it is read, as it stood at one moment; a client that goes away ends the reading. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { engine, definitions }: Register,
  format: 'csv' | 'ndjson',
  wanted: Export,
  withMark = false,
): Promise<FastifyReply> {
  const view = request.method === 'HEAD' ? undefined : await engine.openRead();
  sendLinks(request, reply, undefined);
  const isTable = format === 'csv';
  reply.type(isTable ? `${CSV_TYPE}; charset=utf-8; header=present` : `${NDJSON_TYPE}; charset=utf-8`);
  reply.header('content-disposition', `attachment; filename="${wanted.definition.collection}.${format}"`);
  if (!view) return reply.send(Readable.from([]));
  const reading = readingFrom(engine, definitions, view.db);
  const parts = isTable ? asTable(reading, wanted, withMark) : asLines(reading, wanted);
  const file: Readable = Readable.from(
    withReadTimeout(parts, () => file.destroy()),
    { objectMode: false },
  );
  file.once('close', () => void view.close());
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
