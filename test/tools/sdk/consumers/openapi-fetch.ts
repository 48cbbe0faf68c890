/** What a stranger's program does with the types of openapi-typescript; it stops at the first surprise. */
import { strict as assert } from 'node:assert';
import createClient from 'openapi-fetch';
import type { components, paths } from './entente.js';

const headers = { Authorization: `Bearer ${process.env.KEY}` };
const entente = createClient<paths, 'application/json' | 'application/problem+json'>({
  baseUrl: process.env.ENTENTE ?? '',
  headers,
  querySerializer: { array: { style: 'form', explode: false } },
});
const path = { id: 'coinworks' };

const made = await entente.POST('/parties', { body: { id: 'coinworks', kind: 'company', name: 'Coinworks' } });
assert.ok(made.data);
const read = await entente.GET('/parties/{id}', { params: { path } });
const party: components['schemas']['Party'] | undefined = read.data;
assert.deepEqual(party, made.data);

const mine = { params: { path, header: { 'If-Match': '"1"' } }, body: { ...made.data, summary: 'mine' } };
assert.equal((await entente.PUT('/parties/{id}', mine)).data?.revision, 2);
const conflict = await entente.PUT('/parties/{id}', mine);
assert.ok(conflict.error?.code === 'precondition_failed');

const seen: string[] = [];
let cursor: string | undefined;
do {
  const query = { kind: ['statement' as const, 'meeting' as const], limit: 3, ...(cursor !== undefined && { cursor }) };
  const { data, error } = await entente.GET('/events', { params: { query } });
  if (error) throw new Error(error.detail);
  for (const { id, kind } of data.data) {
    assert.ok(kind === 'statement' || kind === 'meeting');
    seen.push(id ?? '');
  }
  cursor = data.page.next;
} while (cursor !== undefined);
assert.ok(seen.length > 3 && new Set(seen).size === seen.length);

const invalid = await entente.POST('/parties', { body: { kind: 'state', name: 'Arcadia' } });
assert.ok(invalid.error?.code === 'validation');
assert.equal(invalid.error.errors[0]?.pointer, '/country');
const absent = await entente.GET('/parties/{id}', { params: { path: { id: 'nowhere' } } });
assert.ok(absent.error?.code === 'not_found');

/** What doesn't compile, and is never run. */
export async function mistakes(): Promise<void> {
  // @ts-expect-error a misspelt kind
  await entente.POST('/parties', { body: { kind: 'compny', name: 'Example' } });
  // @ts-expect-error reading a party never conflicts
  if ((await entente.GET('/parties/{id}', { params: { path } })).error?.code === 'still_referenced') return;
}

console.log('everything was as expected');
