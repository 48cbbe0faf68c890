/** What a stranger's program does with the published client; it stops at the first surprise. */
import { strict as assert } from 'node:assert';
import { type AnyProblem, createEntente, items, type Partnership, ProblemError, pages } from 'entente-client';

const baseUrl = process.env.ENTENTE ?? '';
const entente = createEntente({ baseUrl, key: process.env.KEY });
const reader = createEntente({ baseUrl });
const strict = createEntente({ baseUrl, key: async () => process.env.KEY, throwOnError: true });

// Create and read.
const made = await entente.createParty({
  partyInput: { id: 'coinworks', kind: 'company', name: 'Coinworks – 币' },
  'Change-Reason': 'Łódź – 币, "tried"',
});
assert.ok(made.data);
assert.deepEqual(Object.keys(made).sort(), ['data', 'error', 'response'], 'nothing that holds the key');
assert.equal(made.response.status, 201);
const read = await reader.getParty({ id: 'coinworks' });
assert.deepEqual(read.data, made.data);
const name: string | undefined = read.data?.name;
assert.equal(name, 'Coinworks – 币');
const { data: creation } = await strict.getPartyRevision({ id: 'coinworks', revision: 1 });
assert.equal(creation.reason, 'Łódź – 币, "tried"');

// The text of a source is a string.
const { data: source } = await strict.createSource({ sourceInput: { kind: 'press_release', text_access: 'public' } });
await strict.storeSourceText({ id: source.id, sourceText: 'They “met” 👋.\n' });
const { data: text } = await reader.getSourceText({ id: source.id });
assert.equal(text, 'They “met” 👋.\n');

// A conflict: somebody else is quicker, then it is read again.
const before = made.data;
const { data: theirs } = await strict.patchParty({
  id: before.id,
  'If-Match': String(before.revision),
  partyPatch: { summary: 'theirs' },
});
const mine = { id: before.id, 'If-Match': String(before.revision), partyInput: { ...before, named: true } };
const conflict = await entente.replaceParty(mine);
assert.equal(conflict.data, undefined);
assert.equal(conflict.error?.code, 'precondition_failed');
const now = await strict.getParty({ id: before.id });
assert.deepEqual(now.data, theirs);
const done = await strict.replaceParty({
  id: before.id,
  'If-Match': now.response.headers.get('etag') ?? '',
  partyInput: { ...now.data, aliases: [{ name: 'CW' }] },
});
assert.equal(done.data.revision, 3);
assert.equal(done.data.summary, 'theirs');
// @ts-expect-error If-Match is missing, which the compiler tells before the service does
const forgotten = await entente.deleteParty({ id: before.id });
assert.equal(forgotten.error?.code, 'precondition_required');

// What is held isn't sent again.
const again = await reader.getParty({ id: before.id, 'If-None-Match': '"3"' });
assert.equal(again.error?.code, 'not_modified');
assert.equal(again.response.status, 304);
await assert.rejects(strict.getParty({ id: before.id, 'If-None-Match': '"3"' }), { code: 'not_modified' });

// Lists: everything once, in pages of two.
const counted = await strict.listEvents({ total: true, limit: 1 });
const seen: string[] = [];
for await (const event of items((from) => reader.listEvents({ limit: 2, ...from }))) seen.push(event.id);
assert.equal(new Set(seen).size, counted.data.meta?.total);
assert.equal(seen.length, counted.data.meta?.total);
const sizes: number[] = [];
for await (const page of pages((from) => strict.listEvents({ kind: ['statement', 'meeting'], limit: 4, ...from })))
  sizes.push(page.data.length);
assert.ok(sizes.length > 1 && sizes.slice(0, -1).every((size) => size === 4));
const operations: string[] = [];
for await (const { operation } of items((from) => reader.listPartyRevisions({ id: before.id, limit: 1, ...from })))
  operations.push(operation);
assert.deepEqual(operations.sort(), ['create', 'patch', 'replace']);

// Whole records in lists; files as text, cut down to what was asked for.
const whole = await strict.listPartnerships({ stage: ['signed', 'talks'] });
const partnerships: Partnership[] = whole.data.data;
assert.ok(partnerships.length > 1);
// @ts-expect-error a list is never cut down
await entente.listPartnerships({ fields: ['id', 'title'] });
const table = await strict.exportPartnershipsCsv({ fields: ['id', 'title'], limit: 1, bom: false });
const rows: string[] = table.data.split('\r\n');
assert.deepEqual([rows[0], rows.length], ['id,title', 3]);
const lines = await strict.exportPartnershipsNdjson({ stage: ['signed', 'talks'] });
assert.deepEqual(
  lines.data
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line)),
  partnerships,
);
const none = await strict.exportPartiesNdjson({ q: 'Salvdor' });
assert.equal(none.data, '');
const refused = await entente.exportPartiesCsv({ limit: 0 });
assert.ok(refused.error?.code === 'invalid_parameter');

// Refusals, told apart by their code, each with its own members.
const invalid = await entente.createParty({ partyInput: { kind: 'state', name: 'Arcadia' } });
assert.equal(invalid.error?.status, 422);
assert.ok(invalid.error?.code === 'validation');
assert.equal(invalid.error.errors[0]?.pointer, '/country');
const taken = await entente.createParty({ partyInput: { id: 'coinworks', kind: 'company', name: 'Another' } });
assert.ok(taken.error?.code === 'already_exists');
const absent = await reader.getPartnership({ id: 'nowhere' });
assert.ok(absent.error?.code === 'not_found');
assert.equal(absent.response.status, 404);
const wrong = await reader.listEvents({ cursor: 'nonsense' });
assert.ok(wrong.error?.code === 'invalid_parameter');
const keyless = await reader.createParty({ partyInput: { kind: 'company', name: 'Nobody' } });
assert.ok(keyless.error?.code === 'unauthorized');
assert.equal(keyless.response.status, 401);
const needed = await entente.deleteParty({ id: 'pakistan', 'If-Match': '*' });
assert.ok(needed.error?.code === 'still_referenced');
const [referrer] = needed.error.referenced_by;
assert.ok(referrer?.id);

const deleted = await strict.deleteParty({ id: before.id, 'If-Match': String(done.data.revision) });
assert.equal(deleted.response.status, 204);
assert.equal(deleted.data, undefined);
const gone = await reader.getParty({ id: before.id });
assert.ok(gone.error?.code === 'gone');
assert.ok(Date.parse(gone.error.deleted_at));

// A key of its own, which is refused once it is revoked.
const { data: desk } = await strict.createKey({ apiKeyInput: { name: 'desk', scopes: ['read'] } });
const withKey = createEntente({ baseUrl, key: desk.key });
assert.ok((await withKey.listParties({ limit: 1 })).data);
const short = await withKey.deleteKey({ id: desk.id });
assert.ok(short.error?.code === 'forbidden');
assert.equal(short.error.scope, 'admin');
await strict.deleteKey({ id: desk.id });
for await (const { id, revoked_by } of items((from) => strict.listKeys({ limit: 1, ...from })))
  if (id === desk.id) assert.equal(revoked_by, 'admin');
const revoked = await withKey.listParties();
assert.ok(revoked.error?.code === 'unauthorized');

// The same thrown, for a client or for one call, and returned for one call.
const thrown = await strict.getParty({ id: before.id }).catch((error: unknown) => error);
assert.ok(thrown instanceof ProblemError && thrown instanceof Error);
assert.equal(thrown.name, 'ProblemError');
assert.equal(thrown.status, 410);
assert.ok(thrown.problem.code === 'gone' && thrown.code === 'gone');
assert.equal(thrown.problem.deleted_at, gone.error.deleted_at);
assert.equal(thrown.response.headers.get('content-type')?.split(';')[0], 'application/problem+json');
await assert.rejects(reader.getParty({ id: 'nowhere' }, { throwOnError: true }), { code: 'not_found' });
const returned = await strict.getParty({ id: 'nowhere' }, { throwOnError: false });
assert.equal(returned.error?.code, 'not_found');
await assert.rejects(async () => {
  for await (const _ of items((from) => reader.listPartyRevisions({ id: 'nowhere', ...from })));
}, ProblemError);

/** That a problem has been told from all others: the compiler's own check. */
export function status(problem: AnyProblem): 401 | 404 | undefined {
  if (problem.code === 'not_found') return problem.status;
  if (problem.code === 'unauthorized') return problem.status;
  // @ts-expect-error only what was validated has findings
  problem.errors;
  return undefined;
}

/** What doesn't compile, and is never run. */
export async function mistakes(): Promise<void> {
  // @ts-expect-error a misspelt kind
  await entente.createParty({ partyInput: { kind: 'compny', name: 'Example' } });
  // @ts-expect-error events have no stage
  await entente.listEvents({ stage: ['signed'] });
  // @ts-expect-error the id is missing
  await entente.getParty({});
  // @ts-expect-error there is no such operation
  await entente.listStates();
  // @ts-expect-error a computed member is not written
  await entente.createPartnership({ partnershipInput: { title: '', parties: [], milestones: [], stage: 'signed' } });
  for await (const { event, data } of entente.streamChanges()) {
    // @ts-expect-error a reset names no record
    data.record;
    if (event === 'change') data.record satisfies string;
  }
  // @ts-expect-error a stream always throws what is refused
  entente.streamChanges({}, { throwOnError: true });
  const { data, error } = await entente.getParty({ id: 'pakistan' });
  // @ts-expect-error it may have been refused
  data.name;
  // @ts-expect-error reading a party never conflicts
  if (error?.code === 'still_referenced') return;
  if (!error) data.name satisfies string;
  (await strict.getParty({ id: 'pakistan' })).data.name satisfies string;
}

console.log('everything was as expected');
