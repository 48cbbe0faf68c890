/** Counts what was sent and what came of it, and keeps every failure with the request that shows it. */
import type { InjectOptions } from 'fastify';
import type { Operation } from './operations.js';

const SENT = ['valid', 'invalid', 'hostile'] as const;
const KINDS = [
  '5xx',
  'undocumented status',
  'answer outside its schema',
  'valid request refused',
  'invalid request accepted',
  'wrong problem',
  'not kept as it was sent',
  'changed by a refused request',
  'never answered with a 2xx',
] as const;
type Kind = (typeof KINDS)[number];

export interface Failure {
  kind: Kind;
  operation: string;
  what: string;
  /** The request, as it can be sent again. */
  request: string;
  answer: string;
}

export interface Tally {
  failures: Failure[];
  count(operation: Operation, what: (typeof SENT)[number]): void;
  seen(operation: Operation, status: number): void;
  reached(operation: Operation): void;
  fail(kind: Kind, operation: Operation, what: string, sent: InjectOptions, answer: string): void;
  /** Fails for each operation that was never answered with a 2xx. */
  expectAllReached(): void;
  /** The failures, each once for its kind, operation and cause, with a request that shows it. */
  report(): string;
  /** What was sent and seen, by operation, and the number of failures of each kind. */
  summary(): string;
}

export function openTally(operations: readonly Operation[], seed: number): Tally {
  const failures: Failure[] = [];
  const sent = new Map<string, number>();
  const statuses = new Map<string, Map<number, number>>();
  const reached = new Set<string>();

  const fail: Tally['fail'] = (kind, { id }, what, request, answer) =>
    void failures.push({ kind, operation: id, what, request: inWords(request), answer: answer.slice(0, 1000) });

  return {
    failures,
    fail,
    count: ({ id }, what) => void sent.set(`${id} ${what}`, (sent.get(`${id} ${what}`) ?? 0) + 1),
    seen: ({ id }, status) => {
      const seen = statuses.get(id) ?? new Map<number, number>();
      statuses.set(id, seen.set(status, (seen.get(status) ?? 0) + 1));
    },
    reached: ({ id }) => void reached.add(id),
    expectAllReached: () => {
      for (const operation of operations)
        if (!reached.has(operation.id)) fail('never answered with a 2xx', operation, 'any valid request', {}, '');
    },
    report: () => {
      const keyOf = ({ kind, operation, what }: Failure) => `${kind} ${operation} ${what.replace(/\d+/g, 'N')}`;
      const distinct = new Map([...failures].reverse().map((one) => [keyOf(one), one]));
      const told = [...distinct.values()].reverse().slice(0, MAX_LISTED);
      return told
        .map((one) => `${one.kind}: ${one.operation}: ${one.what}\n  ${one.request}\n  ${one.answer}`)
        .join('\n');
    },
    summary: () => {
      const lines = operations.map(({ id }) => {
        const counts = SENT.map((what) => String(sent.get(`${id} ${what}`) ?? 0).padStart(8));
        const seen = [...(statuses.get(id) ?? [])].sort(([one], [other]) => one - other);
        return `${id.padEnd(28)}${counts.join('')}   ${seen.map(([status, times]) => `${status}×${times}`).join(' ')}`;
      });
      const head = `${'operation'.padEnd(28)}${SENT.map((what) => what.padStart(8)).join('')}   statuses`;
      const all = [...sent.values()].reduce((one, other) => one + other, 0);
      const failed = KINDS.map((kind) => `${kind}: ${failures.filter((one) => one.kind === kind).length}`);
      return [head, ...lines, '', `${all} requests, seed ${seed}`, ...failed].join('\n');
    },
  };
}

const MAX_LISTED = 50;

/** The request as it can be sent again. */
function inWords({ method, url, headers, payload }: InjectOptions): string {
  const body = Buffer.isBuffer(payload) ? `(base64) ${payload.toString('base64')}` : (payload ?? '');
  return `${method} ${url} ${JSON.stringify(headers)} ${body}`.slice(0, 4000);
}
