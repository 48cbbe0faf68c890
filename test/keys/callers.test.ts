/** Every operation of the contract, asked by every kind of caller: who may is answered, and who may not changes nothing. */
import t, { type Test } from 'tap';
import type { ReadAccess } from '../../src/model/vocabulary/key-scope.js';
import { type KeyScope, reaches } from '../../src/model/vocabulary/key-scope.js';
import { type Operation, readContract } from '../fuzz/operations.js';
import { type RegisterState, readState } from '../fuzz/register-state.js';
import { asSent, makeRequests, type Request } from '../fuzz/requests.js';
import { type Json, openRegister, populate, type TestRegister } from '../support/register.js';

interface Caller {
  who: string;
  authorization?: string;
  /** How far their key reaches; none when it isn't valid. */
  scope?: KeyScope;
}

let now = new Date('2026-01-01T00:00:00Z');

async function makeCallers({ post, ...register }: TestRegister): Promise<{ callers: Caller[]; ids: string[] }> {
  const make = async (name: string, input: object): Promise<Json> => (await post('/keys', { name, ...input })).body;
  const all = { scopes: ['read', 'write', 'admin'] };
  const ended = {
    revoked: await make('revoked', all),
    expired: await make('expired', { ...all, expires: new Date(now.getTime() + 1).toISOString() }),
  };
  await register.delete(`/keys/${ended.revoked.id}`);
  now = new Date(now.getTime() + 1);
  const valid: Json[] = [];
  for (const scope of ['read', 'write', 'admin']) valid.push(await make(`${scope}-only`, { scopes: [scope] }));
  return {
    callers: [
      { who: 'nobody' },
      { who: 'a malformed key', authorization: 'Bearer' },
      { who: 'another scheme', authorization: 'Basic YTpi' },
      { who: 'an unknown key', authorization: `Bearer entente_${'0'.repeat(16)}_${'A'.repeat(43)}` },
      ...Object.entries(ended).map(([who, { key }]) => ({
        who: `a key that is ${who}`,
        authorization: `Bearer ${key}`,
      })),
      ...valid.map(({ name, key, scopes: [scope] }) => ({
        who: `a key for ${name}`,
        authorization: `Bearer ${key}`,
        scope,
      })),
    ],
    ids: [ended.expired, ...valid].map(({ id }) => id),
  };
}

/** Enough that each operation finds something to be done to, again and again. */
async function fill(register: TestRegister): Promise<void> {
  await populate(register);
  const { post, putText } = register;
  for (let at = 0; at < 8; at++) {
    await post('/sources', { id: `text-${at}`, kind: 'filing', text_access: 'public' });
    await putText(`text-${at}`, 'The ministers met in Lagoon City.');
    await post('/parties', { kind: 'company', name: `Company ${at}` });
    await post('/keys', { name: `spare ${at}`, scopes: ['read'] });
  }
}

/** Everything that a request could have changed, as text. */
async function stateOf({ engine: { reader } }: TestRegister): Promise<string> {
  const log = reader
    .selectFrom('change')
    .select((eb) => [eb.fn.max('sequence').as('last'), eb.fn.countAll().as('count')]);
  const texts = reader.selectFrom('source_text').select(['sha256', 'length']).orderBy('sha256');
  const records = reader.selectFrom('record').selectAll().orderBy('record').orderBy('id');
  const keys = reader.selectFrom('api_key').selectAll().orderBy('id');
  return JSON.stringify([await log.execute(), await texts.execute(), await records.execute(), await keys.execute()]);
}

/** What the table says, and that a restricted text is read with a key alone. */
function neededFor(
  { id }: Operation,
  { path }: Request,
  register: TestRegister,
  state: RegisterState,
  reading: ReadAccess,
) {
  const needed = register.app.permissions.find(({ operation }) => operation === id)?.needs[reading];
  const isRestricted = id === 'getSourceText' && state.get('source', path.id)?.document.text_access === 'restricted';
  return needed ?? (isRestricted ? 'read' : undefined);
}

for (const reading of ['open', 'key'] as const)
  t.test(`with READ=${reading} each operation is open to those whom the table names, and to nobody else`, async (t) => {
    const register = await openRegister(t, { seeded: true, reading, now: () => now });
    await fill(register);
    const { callers, ids } = await makeCallers(register);
    const state = await readState(register);
    const contract = readContract(register.app);
    // The callers keep their keys.
    const spared = { ...state, keys: () => state.keys().filter((id) => !ids.includes(id)) };
    const requests = makeRequests(contract, spared, register);
    let [allowed, refused] = [0, 0];
    for (const operation of contract.operations)
      for (const [at, caller] of callers.entries()) {
        await state.refresh();
        const request = await requests.valid(operation, 'least', at);
        if (!request) return t.fail(`there is nothing to send ${operation.id} to`);
        const needed = neededFor(operation, request, register, state, reading);
        if (await isAllowed(t, register, request, caller, needed)) allowed++;
        else refused++;
      }
    t.ok(allowed > 100 && refused > 200, `${allowed} allowed, ${refused} refused`);
  });

async function isAllowed(
  t: Test,
  register: TestRegister,
  request: Request,
  { who, authorization, scope }: Caller,
  needed: KeyScope | undefined,
): Promise<boolean> {
  const sent = asSent(request);
  const { authorization: _own, ...headers } = sent.headers ?? {};
  const before = await stateOf(register);
  const answer = await register.send({ ...sent, headers: { ...headers, ...(authorization && { authorization }) } });
  const about = `${sent.method} ${sent.url} by ${who}`;
  const isKnown = scope !== undefined || authorization === undefined;
  const expected = !isKnown || (needed && !scope) ? 401 : needed && scope && !reaches(scope, needed) ? 403 : 200;
  if (expected === 200) {
    t.ok(answer.status < 300, `${about} is allowed`, { answer: answer.text });
    return true;
  }
  t.equal(answer.status, expected, `${about} is refused`);
  t.equal(answer.body.scope, needed, `${about} is told which scope is missing`);
  t.equal(await stateOf(register), before, `${about} changes nothing`);
  return false;
}
