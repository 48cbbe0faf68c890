/** Sends generated requests to one register, and judges every answer by the contract. */
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import type { Test } from 'tap';
import { create } from '../../src/register/write/edits.js';
import { write } from '../../src/register/write/write.js';
import { RESOURCES } from '../../src/resources/index.js';
import { type Answer, type Json, openRegister, type TestRegister } from '../support/register.js';
import { LISTS } from './batches.js';
import { type Break, breaks, changed, limits, type Path, pointerOf } from './breaks.js';
import { type HostileValue, hostileValues } from './hostile-values.js';
import { settleQuery } from './meaning.js';
import { type Operation, readContract } from './operations.js';
import { brokenParameters, limitsOfParameters, type ParameterChange } from './parameters.js';
import { readState } from './register-state.js';
import {
  addressOf,
  asSent,
  isAsking,
  isReverting,
  MAX_ADDRESS_LENGTH,
  makeRequests,
  type Request,
  type Requests,
} from './requests.js';
import { openTally, type Tally } from './tally.js';

export interface Fuzzer {
  operations: Operation[];
  tally: Tally;
  /** A valid request; undefined when there is no record that it could go to. */
  valid: Requests['valid'];
  sendValid(request: Request, what?: string): Promise<void>;
  /** The request with every limit of its body and its parameters reached, one after the other. */
  limitsOf(request: Request): AsyncGenerator<[string, Request]>;
  breaksOf(request: Request): (Break | ParameterChange)[];
  sendBroken(request: Request, broken: Break | ParameterChange): Promise<void>;
  hostileValuesOf(request: Request): Generator<HostileValue>;
  sendHostile(request: Request, hostile: HostileValue): Promise<void>;
}

/** A register with the first records, and with as many others as the longest lists can refer to. */
export async function openFuzzer(t: Test, seed: number): Promise<Fuzzer> {
  const register = await openRegister(t, { seeded: true });
  await fill(register);
  const contract = readContract(register.app);
  const state = await readState(register);
  const requests = makeRequests(contract, state, register);
  const tally = openTally(contract.operations, seed);

  /** The answer; undefined when it isn't one of the contract. */
  async function exchange(operation: Operation, what: string, sent: InjectOptions): Promise<Answer | undefined> {
    try {
      const answer = await register.send(sent);
      const changes = await state.refresh();
      tally.seen(operation, answer.status);
      if (changes > 0 && (answer.status >= 300 || sent.method === 'GET'))
        tally.fail('changed by a refused request', operation, what, sent, answer.text);
      return answer;
    } catch (failure) {
      await state.refresh();
      const told = failure instanceof Error ? failure.message : String(failure);
      const kind = /answered 5\d\d/.test(told)
        ? '5xx'
        : /does not list this status/.test(told)
          ? 'undocumented status'
          : 'answer outside its schema';
      tally.fail(kind, operation, what, sent, told);
      return undefined;
    }
  }

  async function sendValid(request: Request, what = 'a valid request'): Promise<void> {
    const { operation } = request;
    const sent = asSent(request);
    tally.count(operation, 'valid');
    const answer = await exchange(operation, what, sent);
    if (!answer) return;
    const { status, text, body } = answer;
    if (status >= 400) return tally.fail('valid request refused', operation, what, sent, text);
    if (status < 300) tally.reached(operation);
    const isRehearsed = request.query.dry_run === true;
    if (
      request.body !== undefined &&
      !isAsking(operation) &&
      !isReverting(operation) &&
      !(isRehearsed && typeof request.body === 'string')
    ) {
      const missing =
        typeof request.body === 'string'
          ? await textMissing(request)
          : notIn(writtenIn(request.body), itemOf(request, body));
      if (missing !== undefined) tally.fail('not kept as it was sent', operation, `${what}: ${missing}`, sent, text);
    }
  }

  /** What a body asks to be stored: of a batch, what each of its operations does. */
  const writtenIn = (body: Json): Json =>
    body.operations ? body.operations.map(({ document, patch }: Json) => document ?? patch ?? {}) : body;

  /** What of a record an operation wrote: all of it or, when it appends, the last entry of a list. */
  const itemOf = ({ operation }: Request, body: Json): Json => {
    if (body.results) return body.results.map(({ document }: Json) => document);
    const [, , id, list] = operation.path.split('/');
    return id !== undefined && list !== undefined ? body[list]?.at(-1) : body;
  };

  /** What an answer has of what stood at a place of the body; of a text in a batch only its source is answered. */
  const keptAt = (request: Request, body: Json, path: Path): Json => {
    const [, index, member, ...rest] = path;
    const at = (from: Json, path: Path) => path.reduce((value: Json, name) => value?.[name], from);
    if (!body.results) return at(itemOf(request, body), path);
    const { document, record } = body.results[index!];
    if (member === 'text') return at(request.body, path);
    return at(
      member === 'document' || member === 'patch' ? document : document[LISTS[record]?.[member!] ?? '']?.at(-1),
      rest,
    );
  };

  async function textMissing({
    operation,
    path,
    body,
    headers: { authorization = '' },
  }: Request): Promise<string | undefined> {
    const url = operation.path.replace(/\{([^}]+)\}/, (_all, name) => String(path[name]));
    const { text } = await register.get(url, { authorization });
    return text === body ? undefined : 'the text';
  }

  async function* limitsOf(request: Request): AsyncGenerator<[string, Request]> {
    const { operation, body } = request;
    let seed = 0;
    for (const { name, what, apply } of limitsOfParameters(contract, requests.valuesOf, operation)) {
      const one = await requests.valid(operation, 'least', seed++);
      const varied = one && apply(one);
      if (varied) settleQuery(varied.query, operation.id);
      if (varied && addressOf(varied).length <= MAX_ADDRESS_LENGTH) yield [`${name} ${what}`, varied];
    }
    if (!operation.body) return;
    if (typeof body === 'string')
      for (const length of [1, contract.resolve(operation.body.schema).maxLength])
        yield [`a text of ${length} characters`, await requests.withBody(request, 'e'.repeat(length))];
    else
      for (const change of [...limits(contract, requests.valuesOf, body, operation.body.schema)])
        yield [`${pointerOf(change.path)} ${change.what}`, await requests.withBody(request, changed(body, change))];
  }

  const breaksOf = (request: Request): (Break | ParameterChange)[] => {
    const { operation, body } = request;
    const inParameters = [...brokenParameters(contract, requests.valuesOf, operation)];
    if (!operation.body || typeof body === 'string') return inParameters;
    return [...inParameters, ...breaks(contract, requests.valuesOf, body, operation.body.schema)];
  };

  async function sendBroken(request: Request, broken: Break | ParameterChange): Promise<void> {
    const { operation } = request;
    const isBody = 'codes' in broken;
    const sent = asSent(isBody ? { ...request, body: changed(request.body, broken) } : broken.apply(request));
    const at = isBody ? pointerOf(broken.at ?? broken.path) : broken.name;
    const what = `${isBody ? pointerOf(broken.path) || 'the body' : broken.name} ${broken.what}`;
    tally.count(operation, 'invalid');
    const answer = await exchange(operation, what, sent);
    if (!answer) return;
    const { status, text, body } = answer;
    if (status < 400) return tally.fail('invalid request accepted', operation, what, sent, text);
    const found = (body.errors ?? []).some((error: Json) =>
      isBody ? error.pointer === at && broken.codes.includes(error.code) : [error.parameter, error.header].includes(at),
    );
    const inPath = operation.parameters.find((one) => one.in === 'path' && one.name === at);
    const isListed = inPath !== undefined && contract.resolve(inPath.schema).enum !== undefined;
    const [wanted, code] = isBody ? [422, 'validation'] : isListed ? [404, 'not_found'] : [400, 'invalid_parameter'];
    if (status !== wanted || body.code !== code || !found) tally.fail('wrong problem', operation, what, sent, text);
  }

  async function sendHostile(request: Request, { what, sent, statuses, header, kept }: HostileValue): Promise<void> {
    const { operation } = request;
    tally.count(operation, 'hostile');
    const answer = await exchange(operation, what, sent);
    if (!answer) return;
    const { status, text, headers, body } = answer;
    if (statuses && !statuses.includes(status))
      tally.fail(
        status < 400 ? 'invalid request accepted' : 'wrong problem',
        operation,
        what,
        sent,
        `${status} ${text}`,
      );
    else if (
      header !== undefined &&
      headers[header.toLowerCase()] === undefined &&
      !body?.errors?.some((one: Json) => one.header === header)
    )
      tally.fail('wrong problem', operation, what, sent, text);
    else if (kept && !isAsking(operation) && status < 300 && keptAt(request, body, kept.path) !== kept.text)
      tally.fail('not kept as it was sent', operation, what, sent, text);
  }

  return {
    operations: contract.operations,
    tally,
    valid: requests.valid,
    sendValid,
    limitsOf,
    breaksOf,
    sendBroken,
    hostileValuesOf: (request) => hostileValues(contract, request),
    sendHostile,
  };
}

/** What stands there again when it is removed, since it has a default. */
const DEFAULTED = new Set(['date', 'edtf', 'basis', 'text_access']);

/** A date that says no more than sources do without one; sent again, it goes with them. */
const followsSources = ({ edtf, text }: Json): boolean =>
  (text ?? null) === null && ((edtf ?? null) === null || /^\[\.\.[^.,]+\]$/.test(edtf));

/** Where something that was sent isn't in what is read; null in a merge patch is read as nothing. */
function notIn(sent: Json, read: Json, at = ''): string | undefined {
  if (sent === null) return read === undefined ? undefined : at;
  if (typeof sent !== 'object') return sent === read ? undefined : at || '/';
  if (Array.isArray(sent) && sent.length !== read?.length) return at;
  for (const [name, value] of Object.entries(sent)) {
    if (value === null && DEFAULTED.has(name)) continue;
    if (name === 'date' && followsSources(value)) continue;
    const missing = notIn(value, read?.[name], `${at}/${name}`);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** More records than any list may refer to, sources with texts to quote from, and keys to revoke. */
async function fill({ engine, putText, post }: TestRegister): Promise<void> {
  const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  // Spread out, so that no record has so many dependents that a change to it takes long.
  const citing = (index: number) => [{ source: `invented-${index % 400}` }];
  const kinds = ['company', 'company', 'state', 'person', 'media', 'unnamed_group', 'government_body'];
  const records: Record<string, object[]> = {
    source: ids('invented', 400).map((id) => ({ id, kind: 'interview' })),
    party: ids('p', 1500).map((id, index) => ({
      id,
      kind: kinds[index % 7],
      name: `Party ${index}`,
      country: ['DE', 'IT', 'PK'][index % 3],
    })),
    event: ids('e', 700).map((id, index) => ({ id, kind: 'meeting', title: 'A meeting', citations: citing(index) })),
    partnership: ids('partnership', 700).map((id, index) => ({
      id,
      title: 'A partnership',
      parties: [{ party: `p-${7 * (index % 200)}` }, { party: `p-${7 * (index % 200) + 1}` }],
      milestones: [{ stage: 'talks', citations: citing(index) }],
    })),
  };
  const edits = Object.entries(records).flatMap(([record, all]) => {
    const definition = RESOURCES.find((one) => one.record === record)!;
    return all.map((members) => create(definition, { members, computed: new Map() }));
  });
  await engine.write((db) =>
    write(db, { definitions: RESOURCES, engine, author: { actor: 'tester' }, now: new Date() }, edits),
  );
  await post('/parties', { id: `${'long-'.repeat(15)}party`, kind: 'company', name: 'An id of eighty characters' });
  for (const name of ids('key', 100)) await post('/keys', { name, scopes: ['read'] });
  const words = ['signed', 'talks', '“nothing”', '🤝', 'cafe\u0301', 'the', 'ministers', '\r\n', 'met', '中文'];
  const texts = fc.sample(fc.array(fc.constantFrom(...words), { minLength: 30, maxLength: 300, size: 'max' }), {
    seed: 1,
    numRuns: 40,
  });
  for (const [index, text] of texts.entries()) await putText(`invented-${360 + index}`, text.join(' '));
}
