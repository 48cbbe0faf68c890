/** How the tests on real visits ask. */
import type { Test } from 'tap';
import type { Json, TestRegister } from '../support/register.js';
import type { Visits } from './visits.js';

/** One thing to be tried on the register that holds the visits. */
export type Ask = (t: Test, register: TestRegister, visits: Visits) => Promise<void>;

export const total = async ({ get }: TestRegister, url: string): Promise<number> =>
  (await get(`${url}${url.includes('?') ? '&' : '?'}total=true&limit=1`)).body.meta.total;

/** What all pages hold, from the first to the last. */
export async function walked({ get }: TestRegister, url: string, limit: number): Promise<Json[]> {
  const found: Json[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body } = await get(`${url}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    found.push(...body.data);
    cursor = body.page.next;
  }
  return found;
}

/** So many of these, evenly from the first to the last. */
export const some = <T>(all: readonly T[], count: number): T[] =>
  all.filter((_, index) => Math.floor((index * count) / all.length) !== Math.floor(((index - 1) * count) / all.length));
