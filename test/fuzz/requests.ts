/** Valid requests of an operation, addressed to records that are there, under conditions that hold. */
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { REFERS_TO } from '../../src/model/ids.js';
import { type Json, type TestRegister, writerKey } from '../support/register.js';
import { settleBatch } from './batches.js';
import { canTake, settleItem } from './items.js';
import { type Dice, meantIn, settleHeaders, settleQuery, settleValue } from './meaning.js';
import { type Contract, componentOf, type Operation, type Parameter } from './operations.js';
import { type Known, pick, type RegisterState } from './register-state.js';
import { type Amount, type ValuesOf, valuesFrom } from './values.js';
import { settleRecord } from './whole-records.js';

/** A request before it is written down. */
export interface Request {
  operation: Operation;
  path: Record<string, Json>;
  query: Record<string, Json>;
  headers: Record<string, string>;
  body?: Json;
}

export interface Requests {
  valuesOf: ValuesOf;
  /** A valid request; undefined when there is no record that it could be sent to. */
  valid(operation: Operation, amount: Amount, seed: number): Promise<Request | undefined>;
  /** The same request with another body, made to mean something again of the record as it is now. */
  withBody(request: Request, body: Json): Promise<Request>;
}

/** No address that is sent is longer. */
export const MAX_ADDRESS_LENGTH = 14_000;
const MAX_JSON_SIZE = 1 << 20;
const KEY = 'Idempotency-Key';

/** Parameters that are numbers of revisions. */
const REVISIONS = ['revision', 'from', 'to'];

const recordOf = (schema: Json): string | undefined => REFERS_TO[componentOf(schema) ?? ''];
const named = (operation: Operation, name: string): Parameter | undefined =>
  operation.parameters.find((parameter) => parameter.name === name);

/** Whether a body asks something, of which nothing is kept. */
export const isAsking = ({ id }: Operation): boolean => /^verifyCertificate$|^check/.test(id);

export const isReverting = ({ path }: Operation): boolean => path.endsWith('/revert');

/** The record that the operation is about: the one in its path, or in the body of what is created. */
export function subjectOf({ parameters, body }: Operation, contract: Contract): string | undefined {
  const inPath = parameters.find((parameter) => parameter.in === 'path' && recordOf(parameter.schema));
  const inBody = body && contract.resolve(body.schema).properties?.id;
  return recordOf(inPath?.schema ?? inBody ?? {});
}

export function makeRequests(contract: Contract, state: RegisterState, register: TestRegister): Requests {
  const valuesOf = valuesFrom(contract, meantIn(state));
  const usedKeys = new Set<string>();

  function generated(operation: Operation, amount: Amount, seed: number): { request: Request; dice: Dice } {
    const parts = { path: {}, query: {}, header: {} } as Record<string, Record<string, fc.Arbitrary<Json>>>;
    const required: string[] = [];
    for (const { in: part, name, schema, required: needed } of operation.parameters) {
      if (amount === 'least' && !needed) continue;
      parts[part]![name] = valuesOf(schema, amount);
      if (needed || amount === 'all') required.push(name);
    }
    const keysOf = (part: string) => ({
      requiredKeys: Object.keys(parts[part]!).filter((name) => required.includes(name)),
    });
    const [one] = fc.sample(
      fc.record({
        path: fc.record(parts.path!, keysOf('path')),
        query: fc.record(parts.query!, keysOf('query')),
        headers: fc.record(parts.header!, keysOf('header')),
        body: operation.body ? valuesOf(operation.body.schema, amount) : fc.constant(undefined),
      }),
      { seed, numRuns: 1 },
    );
    return { request: { operation, ...one } as Request, dice: diceOf(seed) };
  }

  async function valid(operation: Operation, amount: Amount, seed: number): Promise<Request | undefined> {
    const { request, dice } = generated(operation, amount, seed);
    const { path, query, headers } = request;
    const target = await targetOf(operation, path, dice);
    if (target === 'none') return undefined;
    for (const name of REVISIONS) {
      const { in: part, schema } = named(operation, name) ?? {};
      const isRevision = part === 'path' || contract.resolve(schema)?.type === 'integer';
      if (!target || !part || !isRevision) continue;
      const revision = 1 + dice(target.revision);
      // There is nothing to cite in one that deleted the record.
      const isNone = operation.path.endsWith('/cite') && target.deletions.includes(revision);
      (part === 'path' ? path : query)[name] = isNone ? target.revision : revision;
    }
    settleQuery(query, operation.id);
    settleHeaders(headers);
    for (const name of Object.keys(headers)) headers[name] = asLine(headers[name]!);
    if (!operation.body) settleConditions(request, target, dice);
    const isOpen = target?.document.text_access !== 'restricted';
    if (operation.secured || !isOpen || dice(2) === 0) Object.assign(headers, writerKey);
    if (dice(3) === 0 && operation.produces.length > 0)
      headers.accept = operation.produces[dice(operation.produces.length)]!;
    while (addressOf(request).length > MAX_ADDRESS_LENGTH) {
      const optional = Object.keys(query).findLast((name) => !named(operation, name)?.required);
      if (optional === undefined) return valid(operation, 'least', seed + 1);
      delete query[optional];
    }
    if (named(operation, 'cursor')) await settleCursor(request);
    if (!operation.body) return request;
    const settled = await withBody(request, request.body);
    return JSON.stringify(settled.body).length > MAX_JSON_SIZE && amount !== 'least'
      ? valid(operation, 'least', seed)
      : settled;
  }

  /** The record that the request goes to; undefined when it may do without, `none` when there is none of the kind. */
  async function targetOf(
    operation: Operation,
    path: Request['path'],
    dice: Dice,
  ): Promise<Known | undefined | 'none'> {
    const parameter = operation.parameters.find((one) => one.in === 'path' && recordOf(one.schema));
    if (!parameter) return undefined;
    const record = recordOf(parameter.schema)!;
    const isItself = operation.path.endsWith(`{${parameter.name}}`);
    const [alive, deleted] = [state.all(record, false), state.all(record, true)];
    let among: readonly Known[] = alive;
    if (isItself && operation.method === 'PUT') {
      const wish = dice(3);
      if (wish === 0) {
        path[parameter.name] = freeId(record, dice);
        return undefined;
      }
      if (wish === 1 && deleted.length > 0) among = deleted;
    }
    if (/\/(revisions|difference)\b/.test(operation.path)) among = [...alive, ...deleted];
    if (operation.path.endsWith('/text') && operation.method !== 'PUT')
      among = alive.filter(({ text }) => text !== undefined);
    // What can be appended to has room for one more.
    const list = operation.path.split('/').at(-1)!;
    if (operation.method === 'POST') among = alive.filter((one) => canTake(list, one, state));
    if (isItself && operation.method === 'DELETE') {
      const candidates = Array.from({ length: 60 }, () => pick(alive, dice(1 << 20))!);
      among = [];
      for (const one of candidates) if (among.length === 0 && !(await state.isReferred(one))) among = [one];
    }
    const target = pick(among, dice(1 << 20));
    if (!target) return 'none';
    path[parameter.name] = target.id;
    return target;
  }

  function freeId(record: string, dice: Dice): string {
    const ids = [
      () => `a${dice(1 << 30)}`,
      () => `${dice(10)}-${'x'.repeat(60)}-${String(dice(1 << 30)).padStart(17, '0')}`,
    ];
    const id = ids[dice(2)]!();
    return state.get(record, id) ? freeId(record, dice) : id;
  }

  async function withBody(before: Request, body: Json): Promise<Request> {
    const { operation, path } = before;
    const request = { ...before, headers: { ...before.headers } };
    settleKey(request.headers);
    const dice = diceOf(JSON.stringify(body).length);
    const settled = settleValue(contract, state, dice, operation.body!.schema, body);
    const record = subjectOf(operation, contract);
    if (record !== undefined) settleConditions(request, state.get(record, path.id), dice);
    const isWhole =
      operation.method === 'PUT' || operation.method === 'PATCH' || operation.path.split('/').length === 2;
    if (operation.id === 'createBatch')
      return { ...request, body: settleBatch(settled, state, dice, (kind) => freeId(kind, dice)) };
    // A table has a header and a statement in each row.
    if (operation.id === 'checkTable') return { ...request, body: 'party,stage\r\nnobody,signed\r\n' };
    // A text is stored without the byte-order mark that it begins with.
    if (typeof settled === 'string') return { ...request, body: settled.replace(/^\ufeff+/, '') || 'e' };
    if (record === undefined) return { ...request, body: settled };
    if (!isWhole) {
      const target = state.get(record, path.id);
      // What it says now it may surely say again.
      if (isReverting(operation)) return { ...request, body: { ...settled, revision: target?.revision } };
      const list = operation.path.split('/').at(-1)!;
      return { ...request, body: target ? settleItem(list, settled, target, state, dice) : settled };
    }
    const id = path.id ?? (settled.id === undefined ? undefined : freeId(record, dice));
    const stored = path.id === undefined ? undefined : state.get(record, path.id);
    const referred = stored !== undefined && !stored.deleted && (await state.isReferred(stored));
    if (settled.id !== undefined) settled.id = id;
    const whole = settleRecord(settled, operation.method === 'PATCH', { state, dice, record, id, stored, referred });
    return { ...request, body: whole };
  }

  /** No request has the Idempotency-Key of another. */
  function settleKey(headers: Request['headers']): void {
    const key = headers[KEY];
    if (key === undefined) return;
    headers[KEY] = usedKeys.has(key) ? `${usedKeys.size}-${key}`.slice(0, 255) : key;
    usedKeys.add(headers[KEY]);
  }

  /** `If-Match` holds, and is there where it is needed; `If-None-Match` stands only where nothing is. */
  function settleConditions({ operation, headers }: Request, target: Known | undefined, dice: Dice): void {
    const isText = operation.path.endsWith('/text');
    const isThere = target !== undefined && !target.deleted;
    const overwrites =
      isThere && (operation.method !== 'POST' || isReverting(operation)) && (!isText || target.text !== undefined);
    const tags = [
      `"${target?.revision}"`,
      `W/"${target?.revision}"`,
      `"0", "${target?.revision}"`,
      `${target?.revision}`,
      '*',
    ];
    const wanted = headers['If-Match'] !== undefined;
    delete headers['If-Match'];
    if (named(operation, 'If-Match') && isThere && (overwrites || wanted))
      headers['If-Match'] = tags[dice(tags.length)]!;
    if (headers['If-None-Match'] === undefined) return;
    if (operation.method === 'GET') headers['If-None-Match'] = [...tags, '"999999"', 'W/"x"'][dice(7)]!;
    else if (overwrites) delete headers['If-None-Match'];
    else headers['If-None-Match'] = '*';
  }

  /** The cursor that the same question gave; none when there is no next page. */
  async function settleCursor(request: Request): Promise<void> {
    const { query, operation } = request;
    const wanted = query.cursor !== undefined;
    delete query.cursor;
    if (!wanted) return;
    if (named(operation, 'limit')) query.limit = 1;
    const { body } = await register.send(asSent(request));
    if (body?.page?.next !== undefined) query.cursor = body.page.next;
  }

  return { valuesOf, valid, withBody };
}

/** Numbers that follow from the seed alone. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, sides);
  };
}

/** What of a text a header can carry: one line, which neither begins nor ends with a space. */
const asLine = (text: string): string => text.replace(/[\t\n]/g, ' ').trim() || 'why not';

export function addressOf({ operation, path, query }: Request): string {
  const address = operation.path.replace(/\{([^}]+)\}/g, (_all, name) => encodeURIComponent(String(path[name])));
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const encoded = [value].flat().map((one) => encodeURIComponent(String(one)));
    const explode = named(operation, name)?.explode ?? true;
    return (explode ? encoded : [encoded.join()]).map((one) => `${encodeURIComponent(name)}=${one}`);
  });
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** The request as it is sent. */
export function asSent(request: Request): InjectOptions {
  const { operation, headers, body } = request;
  const type = operation.body?.type;
  return {
    method: operation.method,
    url: addressOf(request),
    headers: {
      // Text beyond Latin-1 goes as UTF-8.
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, Buffer.from(String(value)).toString('latin1')]),
      ),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(type !== undefined && { payload: type.endsWith('json') ? JSON.stringify(body) : body }),
  };
}
