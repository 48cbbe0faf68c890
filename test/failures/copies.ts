/** Clients at work on several copies of the service over one database, while something is broken under them. */
import { setTimeout } from 'node:timers/promises';
import type { Test } from 'tap';
import { openChance } from '../bench/chance.js';
import { type Env, emptyFolder, run, serve } from '../support/process.js';
import { type Json, KEY } from '../support/register.js';
import { Follower } from './follower.js';

type Service = Awaited<ReturnType<typeof serve>>;

export interface Load {
  /** Where the register is. */
  env: Env;
  clients: number;
  seed: number;
  /** Breaks something, again and again, and mends it; the clients work until it is done. */
  upheaval(copies: Copies): Promise<void>;
}

export interface Copies {
  /** The address of each copy; one that is killed is started again at another. */
  readonly addresses: readonly string[];
  /** Kills one of them, and starts it again. */
  kill(which: number): Promise<void>;
}

/** Records that all clients change, each by adding one to what it says. */
const COUNTERS = 4;

const authorization = `Bearer ${KEY}`;

/** What was acknowledged. */
interface Acknowledged {
  /** The id of the record that each Idempotency-Key made. */
  made: Map<string, string>;
  /** What was written into a counter, by its revision: `counter-1 7`. */
  counted: Map<string, number>;
  refused: Map<number, number>;
  reads: number;
}

/** Has clients write and read until the upheaval is over, and holds what is there then against what was acknowledged. */
export async function surviveTogether(t: Test, { env, clients, seed, upheaval }: Load): Promise<void> {
  const cwd = emptyFolder(t);
  const settings = { ENTENTE_ADMIN_KEY: KEY, SEED: 'none', ...env };
  const services: Service[] = [await serve(t, cwd, settings), await serve(t, cwd, settings)];
  const addresses = services.map(({ address }) => address);
  const copies: Copies = {
    addresses,
    kill: async (which) => {
      await services[which]?.stop('SIGKILL');
      services[which] = await serve(t, cwd, settings);
      addresses[which] = services[which].address;
    },
  };
  for (let counter = 0; counter < COUNTERS; counter += 1)
    await written(addresses, { id: `counter-${counter}`, kind: 'company', name: 'Counter', summary: '0' });
  const begin = await written(addresses, { kind: 'company', name: 'First' });

  const acknowledged: Acknowledged = { made: new Map(), counted: new Map(), refused: new Map(), reads: 0 };
  const faults: string[] = [];
  let isOver = false;
  const followers = [
    new Follower(addresses, 0, true),
    new Follower(addresses, 1, true),
    new Follower(addresses, 1, false),
  ];
  const following = followers.map((follower) => follower.follow());
  const working = Array.from({ length: clients }, (_, client) =>
    work({ addresses, begin, name: `c${client}`, seed: seed + client, acknowledged, faults, isOver: () => isOver }),
  );
  await upheaval(copies);
  isOver = true;
  await Promise.all(working);

  t.same(faults.slice(0, 5), [], 'no answer was a fault, and none was older than what it was asked for');
  const updates = acknowledged.counted.size;
  t.ok(acknowledged.made.size > 0 && updates > 0 && acknowledged.reads > 0);
  const end = await written(addresses, { kind: 'company', name: 'Last' });
  const last = Number(end);
  const [address = ''] = addresses;
  const parties = await allParties(address, end);
  await Promise.all(followers.map((follower) => follower.until(last)));
  await Promise.all(following);
  for (const { seen } of followers)
    t.same(firstGap(seen), last + 1, `a reader of the feed saw each of ${last} changes once and in order`);
  const ids = new Set(parties.map(({ id }) => id));
  t.same(
    [...acknowledged.made.values()].filter((id) => !ids.has(id)),
    [],
    'what was acknowledged is there',
  );
  const names = parties.map(({ name }) => name).filter((name) => name !== 'Counter');
  t.equal(new Set(names).size, names.length, 'one record for each Idempotency-Key');
  for (let counter = 0; counter < COUNTERS; counter += 1)
    t.same(await lostUpdates(address, end, `counter-${counter}`, acknowledged), [], 'no update was lost');
  t.match(await run(t, cwd, ['verify'], settings), { code: 0, stderr: '' }, 'the register agrees with its log');
  t.comment(
    `${acknowledged.made.size} records made, ${updates} updates, ${acknowledged.reads} reads, ${last} changes; ` +
      `refused or broken off: ${JSON.stringify(Object.fromEntries(acknowledged.refused))}`,
  );
  for (const service of services) t.equal(await service.stop('SIGTERM'), 0);
}

/** Creates a party, and returns where the log ends with it. While the service can't write, it is asked again. */
async function written([address]: readonly string[], party: object): Promise<string> {
  const body = JSON.stringify(party);
  const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': body };
  for (;;) {
    const answer = await fetch(`${address}/parties`, { method: 'POST', headers, body });
    if (answer.status === 201) return answer.headers.get('log-sequence') ?? '';
    const text = await answer.text();
    if (answer.status !== 503) throw new Error(`${answer.status} ${text}`);
    await setTimeout(100);
  }
}

interface Worker {
  addresses: readonly string[];
  /** Where the log ends when it begins. */
  begin: string;
  name: string;
  seed: number;
  acknowledged: Acknowledged;
  faults: string[];
  isOver(): boolean;
}

/** One client: it creates records, counts, and reads what it has written, each time at any of the copies. */
async function work({ addresses, begin, name, seed, acknowledged, faults, isOver }: Worker): Promise<void> {
  const chance = openChance(seed);
  /** The answer; undefined when there was none, or the service could not answer at the moment. */
  async function send(method: string, path: string, headers: Record<string, string>, body?: object) {
    const address = addresses[chance.below(addresses.length)];
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const sent = { authorization, ...(body && { 'content-type': type }), ...headers };
    let status = 0;
    try {
      const answer = await fetch(address + path, {
        method,
        headers: sent,
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      ({ status } = answer);
      if (status >= 500 && status !== 503) faults.push(`${method} ${path}: ${status} ${text}`);
      if (status < 500) return { status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
    } catch {
      // The connection broke off.
    }
    acknowledged.refused.set(status, (acknowledged.refused.get(status) ?? 0) + 1);
    await setTimeout(10);
    return undefined;
  }

  async function create(key: string): Promise<void> {
    for (;;) {
      const answer = await send('POST', '/parties', { 'idempotency-key': key }, { kind: 'company', name: key });
      if (answer?.status === 201) acknowledged.made.set(key, answer.body.id);
      else if (answer) faults.push(`${key}: ${answer.status} ${JSON.stringify(answer.body)}`);
      if (answer || isOver()) return;
    }
  }

  /** What was written last, and where the log ended with it. */
  const known = new Map<string, { revision: number; sequence: string }>();
  async function read(id: string): Promise<Json> {
    const mine = known.get(id);
    const answer = await send('GET', `/parties/${id}`, { 'log-sequence-min': mine?.sequence ?? begin });
    if (!answer) return undefined;
    acknowledged.reads += 1;
    if (answer.status !== 200) faults.push(`${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (mine && answer.body.revision < mine.revision)
      faults.push(`${id} was at revision ${answer.body.revision} after ${mine.revision}`);
    return answer.body;
  }

  async function count(id: string): Promise<void> {
    const before = await read(id);
    if (!before) return;
    const next = Number(before.summary) + 1;
    const condition = { 'if-match': `"${before.revision}"` };
    const answer = await send('PATCH', `/parties/${id}`, condition, { summary: String(next) });
    if (answer?.status !== 200) {
      if (answer && answer.status !== 412) faults.push(`${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return;
    }
    const { revision } = answer.body;
    acknowledged.counted.set(`${id} ${revision}`, next);
    known.set(id, { revision, sequence: answer.headers.get('log-sequence') ?? '' });
    await read(id);
  }

  for (let turn = 0; !isOver(); turn += 1)
    await (chance.below(2) === 0 ? create(`${name}-${turn}`) : count(`counter-${chance.below(COUNTERS)}`));
}

/** All parties, as they are at the end of the log. */
async function allParties(address: string, end: string): Promise<{ id: string; name: string }[]> {
  const lines = await (await fetch(`${address}/parties.ndjson`, { headers: { 'log-sequence-min': end } })).text();
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The first number from 1 on that is not at its place. */
const firstGap = (numbers: readonly number[]): number => {
  const at = numbers.findIndex((number, index) => number !== index + 1);
  return at < 0 ? numbers.length + 1 : at + 1;
};

/** What a counter says otherwise than it should: each revision one more than that before, and what was acknowledged. */
async function lostUpdates(address: string, end: string, id: string, { counted }: Acknowledged): Promise<string[]> {
  const lost: string[] = [];
  for (let after = 0, more = true; more; ) {
    const url = `${address}/changes?after=${after}&limit=200&id=${id}&expand=document`;
    const { data, meta, page }: Json = await (await fetch(url, { headers: { 'log-sequence-min': end } })).json();
    for (const { revision, document } of data) {
      const said = Number(document.summary);
      const known = counted.get(`${id} ${revision}`);
      if (said !== revision - 1 || (known ?? said) !== said) lost.push(`${id} ${revision} says ${said}, not ${known}`);
      counted.delete(`${id} ${revision}`);
    }
    after = meta.sequence;
    more = page.next !== undefined;
  }
  lost.push(...[...counted.keys()].filter((key) => key.startsWith(`${id} `)).map((key) => `${key} is not there`));
  return lost;
}
