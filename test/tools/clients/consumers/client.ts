/** What each generated client is used for, through its own functions: the program of each fills in how they are called. */
import { strict as assert } from 'node:assert';

/** Where the service is. */
export const ADDRESS = process.env.ENTENTE ?? '';
export const KEY = process.env.KEY ?? '';

/** What a client made of an answer: the record, page, patch, text or problem. */
export interface Answer {
  status: number | undefined;
  data: unknown;
}

export interface Client {
  /** Events of several kinds, page after page. */
  listEvents(query: { kind: ('meeting' | 'statement')[]; limit: number; cursor?: string }): Promise<Answer>;
  createState(body: { kind: 'state'; name: string }): Promise<Answer>;
  createSource(body: { id: string; kind: 'other' }): Promise<Answer>;
  patchSource(id: string, ifMatch: string, patch: { title: string }): Promise<Answer>;
  diffSource(id: string, from: number, to: number): Promise<Answer>;
  storeText(id: string, text: string): Promise<Answer>;
  readText(id: string): Promise<Answer>;
}

const TEXT = 'They met.\r\n“Next year,” said Élise 🤝\n';

/** Uses a client for all of it; it stops at the first surprise. */
export async function use(name: string, client: Client): Promise<void> {
  const id = `${name}-note`;
  has(await client.createSource({ id, kind: 'other' }), 201, { id, revision: 1 });
  has(await client.storeText(id, TEXT), 201, { id, revision: 2 });
  assert.deepEqual(await client.readText(id), { status: 200, data: TEXT });

  has(await client.patchSource(id, '"2"', { title: 'A note' }), 200, { title: 'A note', revision: 3 });
  has(await client.patchSource(id, '"2"', { title: 'Mine' }), 412, { code: 'precondition_failed' });
  const difference = await client.diffSource(id, 2, 3);
  assert.ok(Array.isArray(difference.data));
  assert.ok(difference.data.some(({ op, path }) => op === 'add' && path === '/title'));

  const refusal = await client.createState({ kind: 'state', name: 'Arcadia' });
  has(refusal, 422, { code: 'validation' });
  assert.equal(['errors', '0', 'pointer'].reduce<unknown>(memberOf, refusal.data), '/country');

  const plain = await fetch(`${ADDRESS}/events?kind=meeting,statement&limit=200`);
  const expected = idsOf(await plain.json());
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.listEvents({ kind: ['meeting', 'statement'], limit: 3, ...(cursor && { cursor }) });
    seen.push(...idsOf(data));
    cursor = nextOf(data);
  } while (cursor !== undefined);
  assert.ok(seen.length > 3);
  assert.deepEqual(seen, expected, 'pages');
  console.log('as expected');
}

/** An answer has a status and these members, among others. */
function has({ status, data }: Answer, expected: number, members: Record<string, unknown>): void {
  const own = Object.keys(members).map((name) => [name, memberOf(data, name)]);
  assert.deepEqual({ status, ...Object.fromEntries(own) }, { status: expected, ...members });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function idsOf(page: unknown): string[] {
  const data = memberOf(page, 'data');
  assert.ok(Array.isArray(data));
  return data.map(({ id }) => id);
}

function nextOf(page: unknown): string | undefined {
  const next = ['page', 'next'].reduce<unknown>(memberOf, page);
  return typeof next === 'string' ? next : undefined;
}
