/** What a party and its parts take part in, held against a walk of the tree while the tree changes. */
import fc from 'fast-check';
import t from 'tap';
import { verify } from '../../src/maintenance/verify.js';
import { RESOURCES } from '../../src/resources/index.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
/** The last two take part in nothing, so they come and go. */
const PARTIES = Array.from({ length: 11 }, (_, index) => `p-${index}`);
const SUBNATIONAL = ['p-3', 'p-6'];
const partyOf = (id: string, whole?: string) => ({
  kind: SUBNATIONAL.includes(id) ? 'subnational' : 'government_body',
  name: id,
  country: 'FR',
  ...(whole !== undefined && { part_of: whole }),
});

/** What each party is part of; the ones that are not there are missing. */
type Tree = Map<string, string | undefined>;

/** A party and all that it is part of; undefined when it is part of itself. */
function lineage(tree: Tree, id: string): string[] | undefined {
  const all: string[] = [];
  for (let next: string | undefined = id; next !== undefined; next = tree.get(next)) {
    if (all.includes(next)) return undefined;
    all.push(next);
  }
  return all;
}

interface Change {
  id: string;
  whole: string | undefined;
}
const changes: fc.Arbitrary<Change> = fc.record({
  id: fc.constantFrom(...PARTIES),
  whole: fc.option(fc.constantFrom(...PARTIES), { nil: undefined, freq: 6 }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: changes.map((one) => [one]) },
    {
      weight: 3,
      arbitrary: fc.uniqueArray(changes, { selector: ({ id }) => id, minLength: 2, maxLength: 4 }),
    },
    { weight: 2, arbitrary: fc.constantFrom(...PARTIES) },
  ),
  { minLength: 4, maxLength: 14 },
);

/** What no run should be without, and a few have by chance. */
const RESTORING = ['p-9', [{ id: 'p-9', whole: undefined }]];

const EVENTS: Record<string, string[]> = {
  'e-0': ['p-0', 'p-4'],
  'e-1': ['p-5'],
  'e-2': ['p-8', 'p-1'],
  'e-3': ['p-2'],
};
const PARTNERSHIPS: Record<string, string[]> = {
  'a-0': ['p-0', 'p-7'],
  'a-1': ['p-4', 'p-5'],
  'a-2': ['p-8', 'p-2', 'p-1'],
  'a-3': ['p-3', 'p-6'],
};
const referred = new Set([...Object.values(EVENTS), ...Object.values(PARTNERSHIPS)].flat());

async function idsOf(register: TestRegister, url: string): Promise<string[]> {
  const { body, text, status } = await register.get(url);
  if (status !== 200) throw new Error(`${url}: ${text}`);
  return body.data.map((one: Json) => one.id ?? one.party).sort();
}

function scopeIn(tree: Tree, ids: string[]): string {
  const below = ids.map((id) => lineage(tree, id)?.find((one) => SUBNATIONAL.includes(one)));
  const cities = new Set(below.filter((one) => one !== undefined));
  if (cities.size === 0) return 'other';
  if (below.includes(undefined)) return 'state_subnational';
  return cities.size > 1 ? 'subnational_subnational' : 'other';
}

async function check(register: TestRegister, tree: Tree): Promise<void> {
  const expect = (what: string, found: unknown, expected: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(expected))
      throw new Error(
        `${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)} in ${JSON.stringify([...tree])}`,
      );
  };
  for (const id of PARTIES) {
    const isWithin = (party: string) => lineage(tree, party)?.includes(id) ?? false;
    const having = (all: Record<string, string[]>) =>
      Object.keys(all).filter((one) => all[one]?.some((party) => isWithin(party)));
    expect(`events within ${id}`, await idsOf(register, `/events?within=${id}`), having(EVENTS));
    expect(`partnerships within ${id}`, await idsOf(register, `/partnerships?within=${id}`), having(PARTNERSHIPS));
    const parties = await idsOf(register, `/parties?within=${id}`);
    expect(`parties within ${id}`, parties, tree.has(id) ? [...tree.keys()].filter(isWithin).sort() : []);
    if (!tree.has(id)) continue;
    const others = having(PARTNERSHIPS).flatMap((one) => PARTNERSHIPS[one]!.filter((party) => !isWithin(party)));
    const neighbours = await idsOf(register, `/parties/${id}/neighbours?within=true`);
    expect(`neighbours of ${id}`, neighbours, [...new Set(others)].sort());
  }
  for (const [id, ids] of Object.entries(PARTNERSHIPS))
    expect(`scope of ${id}`, (await register.get(`/partnerships/${id}`)).body.scope, scopeIn(tree, ids));
}

t.test('a roll-up is a walk of the tree as it stands now, whatever changes it', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const id of PARTIES) await register.post('/parties', { id, ...partyOf(id) });
  const took = (ids: string[]) => ids.map((party) => ({ party, role: 'attendee' }));
  for (const [id, ids] of Object.entries(EVENTS)) await register.post('/events', anEvent({ id, parties: took(ids) }));
  for (const [id, ids] of Object.entries(PARTNERSHIPS))
    await register.post('/partnerships', aPartnership({ id, parties: ids.map((party) => ({ party })) }));
  let tree: Tree = new Map(PARTIES.map((id) => [id, undefined]));
  let [circles, restored] = [0, 0];

  const write = async (some: readonly Change[]): Promise<void> => {
    const then = new Map(tree);
    for (const { id, whole } of some) then.set(id, whole);
    const isMissing = some.some(({ whole }) => whole !== undefined && !then.has(whole));
    const inCircle = some.filter(({ id }) => then.has(id) && lineage(then, id) === undefined);
    if (some.some(({ id }) => !tree.has(id))) restored += 1;
    const { status, body, text } =
      some.length === 1
        ? await register.put(
            `/parties/${some[0]!.id}`,
            partyOf(some[0]!.id, some[0]!.whole),
            tree.has(some[0]!.id) ? any : {},
          )
        : await register.post('/batch', {
            operations: some.map(({ id, whole }) => ({
              operation: 'replace',
              record: 'party',
              id,
              ...(tree.has(id) && { if_match: '*' }),
              document: partyOf(id, whole),
            })),
          });
    if (isMissing || inCircle.length > 0) {
      if (status !== 422)
        throw new Error(`${status} for ${JSON.stringify(some)} in ${JSON.stringify([...tree])}: ${text}`);
      if (isMissing) return;
      circles += 1;
      const codes = new Set(body.errors.map((one: Json) => one.code));
      codes.delete('refused');
      if ([...codes].some((code) => code !== 'circular_reference' && code !== 'self_reference')) throw new Error(text);
      if (!body.errors.every((one: Json) => one.pointer.endsWith('/part_of'))) throw new Error(text);
      return;
    }
    if (status > 201) throw new Error(`${JSON.stringify(some)} in ${JSON.stringify([...tree])}: ${text}`);
    tree = then;
  };
  const remove = async (id: string): Promise<void> => {
    if (!tree.has(id)) return;
    const isReferred = referred.has(id) || [...tree.values()].includes(id);
    const { status } = await register.delete(`/parties/${id}`, any);
    if (status !== (isReferred ? 409 : 204)) throw new Error(`deleting ${id} is ${status}`);
    if (!isReferred) tree.delete(id);
  };
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      for (const step of all) await (typeof step === 'string' ? remove(step) : write(step));
      await check(register, tree);
    }),
    { numRuns: runs(45), examples: [[RESTORING]] },
  );
  t.ok(circles > 5 && restored > 0, `${circles} circles, ${restored} restored`);
  t.same((await verify(register.engine, RESOURCES)).faults, []);
});
