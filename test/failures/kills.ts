/** Writers at work on a service that is killed under them, and what has to be there when it is back. */
import { setTimeout } from 'node:timers/promises';
import type { Test } from 'tap';
import { openChance } from '../bench/chance.js';
import { emptyFolder, run, serve } from '../support/process.js';
import { type Json, KEY } from '../support/register.js';

const CLIENTS = 32;
const env = { ENTENTE_ADMIN_KEY: KEY, SEED: 'none', DATABASE_URL: 'sqlite:./register.db' };

/** A write that was acknowledged. */
interface Acknowledged {
  url: string;
  revision: number;
  /** Absent for a deletion. */
  document?: Json;
}

type Service = Awaited<ReturnType<typeof serve>>;
type Chance = ReturnType<typeof openChance>;

/** Kills the service so many times, and holds what it says after each against what it had acknowledged. */
export async function surviveKills(t: Test, rounds: number, seed: number): Promise<void> {
  const cwd = emptyFolder(t);
  const chance = openChance(seed);
  const all: Acknowledged[] = [];
  const known: string[] = [];
  let service = await serve(t, cwd, env);
  await populate(service);
  for (let round = 1; round <= rounds; round += 1) {
    const acknowledged: Acknowledged[] = [];
    const faults: string[] = [];
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; !isOver; turn += 1) {
        const written = await someWrite(service, chance, known, `r${round}c${client}t${turn}`).catch((failure) => {
          // That is what a connection does that breaks off.
          if (!(failure instanceof TypeError)) faults.push(String(failure));
        });
        if (written === undefined) await setTimeout(1);
        else acknowledged.push(written);
      }
    });
    await setTimeout(50 + chance.below(800));
    await service.stop('SIGKILL');
    isOver = true;
    await Promise.all(clients);
    all.push(...acknowledged);
    t.same(faults, [], `round ${round}: no answer was a fault`);

    t.match(
      await run(t, cwd, ['verify'], env),
      { code: 0, stderr: '' },
      `round ${round}: the register agrees with its log`,
    );
    service = await serve(t, cwd, env);
    t.same(await missing(service, acknowledged), [], `round ${round}: ${acknowledged.length} writes are there`);
    t.same(await disagreements(service), [], `round ${round}: lists, search and log agree`);
  }
  t.ok(all.length > 0, `${all.length} writes were acknowledged`);
  t.same(await missing(service, all), [], 'all writes are there in the end');
  t.equal(await service.stop('SIGTERM'), 0);
}

async function populate(service: Service): Promise<void> {
  await service.post('/sources', KEY, { id: 'wire', kind: 'other' });
  for (const id of ['north', 'south']) await service.post('/parties', KEY, { id, kind: 'company', name: id });
}

const CITED = [{ source: 'wire' }];

/** One write; undefined when it was refused. */
async function someWrite(
  { address }: Service,
  chance: Chance,
  known: string[],
  word: string,
): Promise<Acknowledged | undefined> {
  const send = async (method: string, path: string, body?: object): Promise<Acknowledged | undefined> => {
    const answer = await fetch(address + path, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        'if-match': '*',
        ...(body && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    if (!answer.ok) return undefined;
    const url = path.split('/').slice(0, 3).join('/');
    if (method === 'DELETE') return { url, revision: 0 };
    const document = JSON.parse(text);
    return { url: `/${path.split('/')[1]}/${document.id}`, revision: document.revision, document };
  };
  const create = async (path: string, body: object) => {
    const made = await send('POST', path, body);
    if (made) known.push(made.url);
    return made;
  };
  const some = known.length > 0 && known[chance.below(known.length)];
  const turn = chance.below(10);
  if (!some || turn < 2) return create('/events', { kind: 'meeting', title: `Killed ${word}`, citations: CITED });
  if (turn < 4)
    return create('/partnerships', {
      title: `Killed ${word}`,
      parties: [{ party: 'north' }, { party: 'south' }],
      milestones: [{ stage: 'talks', citations: CITED }],
    });
  if (turn < 7) return send('PATCH', some, { summary: `Killed ${word}` });
  if (turn < 9) return send('POST', `${some}/citations`, { source: 'wire', quote: word });
  return send('DELETE', some);
}

/** What was acknowledged and is not there, or says something else. */
async function missing(service: Service, acknowledged: readonly Acknowledged[]): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...acknowledged];
  const check = async ({ url, revision, document }: Acknowledged) => {
    if (document === undefined) {
      const { data = [] } = await service.get(`${url}/revisions?limit=200`);
      if (!data.some(({ operation }: Json) => operation === 'delete')) faults.push(`${url} was deleted`);
      return;
    }
    const then = await service.get(`${url}/revisions/${revision}`);
    if (JSON.stringify(then.document) !== JSON.stringify(document)) faults.push(`${url} ${revision}`);
  };
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let one = waiting.pop(); one; one = waiting.pop()) await check(one);
    }),
  );
  return faults;
}

/** Where lists, single records, the search and the log say different things. */
async function disagreements(service: Service): Promise<string[]> {
  const faults: string[] = [];
  const said = new Map<string, string>();
  for (let after = 0, more = true; more; ) {
    const { data, page } = await service.get(`/changes?after=${after}&limit=200&expand=document`);
    for (const { record, id, document } of data) {
      if (document === undefined) said.delete(`${record}/${id}`);
      else said.set(`${record}/${id}`, JSON.stringify(document));
    }
    after = data.at(-1)?.sequence ?? after;
    more = page.next !== undefined;
  }
  let found = 0;
  for (const collection of ['parties', 'sources', 'events', 'partnerships']) {
    const lines = await (await fetch(`${service.address}/${collection}.ndjson`)).text();
    for (const line of lines.split('\n').filter(Boolean)) {
      const { record, id, title = '' } = JSON.parse(line);
      if (said.get(`${record}/${id}`) !== line) faults.push(`${record}/${id} is listed otherwise than the log has it`);
      said.delete(`${record}/${id}`);
      if (String(title).startsWith('Killed')) found += 1;
    }
  }
  faults.push(...[...said.keys()].map((key) => `${key} is in the log alone`));
  const { meta } = await service.get('/search?q=killed&total=true');
  if (meta.total !== Math.min(found, 10_000)) faults.push(`a search finds ${meta.total} of ${found}`);
  return faults;
}
