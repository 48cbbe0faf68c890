/** Asks a register in this process, and takes the time. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../src/app.js';
import { openEngine } from '../../src/db/open.js';
import type { Case } from './cases.js';

/** Requests a case is asked before the time is taken, and then at most; slow ones are asked less often. */
const WARM = 10;
const TIMES = 200;
const MAX_MILLISECONDS = 4000;

export interface Register {
  size: number;
  /** The milliseconds of a request, and of those the ones in which the database was asked. */
  time(url: string): Promise<Taken>;
  /** Why this can't be asked; undefined when it can. */
  refusal(url: string): Promise<string | undefined>;
  /** The address of a page of a list. */
  pageOf(url: string, page: Case['page']): Promise<string>;
  close(): Promise<void>;
}

export interface Taken {
  whole: number;
  queries: number;
}

export async function openRegister(size: number, file: string): Promise<Register> {
  const engine = await openEngine(`sqlite:${file}`);
  let queries = 0;
  let began: number | undefined;
  const app = await buildApp({
    engine: {
      ...engine,
      // A page that is one query is asked outside of any transaction.
      reader: engine.reader.withPlugin({
        transformQuery: ({ node }) => {
          began = performance.now();
          return node;
        },
        transformResult: async ({ result }) => {
          queries += began === undefined ? 0 : performance.now() - began;
          began = undefined;
          return result;
        },
      }),
      read: async (work) => {
        const began = performance.now();
        const result = await engine.read(work);
        queries += performance.now() - began;
        return result;
      },
    },
    keys: [],
  });
  await app.ready();
  const places = keptPlaces(`${file}.places.json`);
  return {
    size,
    time: async (url) => {
      queries = 0;
      const began = performance.now();
      const { statusCode, body } = await app.inject(url);
      const whole = performance.now() - began;
      if (statusCode !== 200) throw new Error(`${url}: ${body}`);
      return { whole, queries };
    },
    refusal: async (url) => {
      const { statusCode, body } = await app.inject(url);
      return statusCode === 200 ? undefined : `${statusCode} ${JSON.parse(body).detail}`;
    },
    pageOf: async (url, page) => {
      if (page === undefined) return url;
      const address = async () => withCursor(url, (await places.of(url, () => walk(app, url)))[page]);
      const known = await address();
      if ((await app.inject(known)).statusCode === 200) return known;
      places.forget(url);
      return address();
    },
    close: async () => {
      await app.close();
      await engine.close();
    },
  };
}

interface Places {
  middle: string;
  last: string;
}

/** Going through a million records takes a while, so the cursors that were found are kept beside the register. */
function keptPlaces(file: string) {
  const known: Record<string, Places> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return {
    of: async (url: string, find: () => Promise<Places>): Promise<Places> => {
      const found = known[url] ?? (await find());
      known[url] = found;
      writeFileSync(file, JSON.stringify(known));
      return found;
    },
    forget: (url: string) => {
      delete known[url];
    },
  };
}

/** Goes through a list for the cursors behind which one half of it and the last 25 records stand. */
async function walk(app: FastifyInstance, url: string): Promise<Places> {
  const MOST = 200;
  const page = async (cursor: string, limit = MOST) =>
    (await app.inject(`${withCursor(url, cursor)}&limit=${limit}`)).json();
  const cursors = [''];
  let total = 0;
  for (let next: string | undefined = ''; next !== undefined; ) {
    const { data, page: about } = await page(next);
    total += data.length;
    next = about.next;
    if (next !== undefined) cursors.push(next);
  }
  const behind = async (count: number): Promise<string> => {
    const from = Math.floor(count / MOST);
    const rest = count % MOST;
    return rest === 0 ? cursors[from]! : (await page(cursors[from]!, rest)).page.next;
  };
  return { middle: await behind(Math.floor(total / 2)), last: await behind(Math.max(0, total - 25)) };
}

const withCursor = (url: string, cursor: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}${cursor === '' ? 'total=false' : `cursor=${cursor}`}`;

/** The times of a case in each register, taken in turns, so that whatever else the machine does concerns all alike. */
export async function measure(registers: readonly Register[], { urls, page }: Case): Promise<Taken[][]> {
  const addresses = await Promise.all(
    registers.map((register) => Promise.all(urls.map((url) => register.pageOf(url, page)))),
  );
  const taken: Taken[][] = registers.map(() => []);
  let spent = 0;
  for (let turn = -WARM; turn < TIMES && spent < MAX_MILLISECONDS; turn += 1)
    for (const [index, register] of registers.entries()) {
      const asked = addresses[index]!;
      const one = await register.time(asked[(turn + WARM) % asked.length]!);
      if (turn < 0) continue;
      spent += one.whole;
      taken[index]!.push(one);
    }
  return taken;
}
