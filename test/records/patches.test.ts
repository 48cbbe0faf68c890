/** A merge patch changes exactly what RFC 7396 says it changes. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
await post('/partnerships', aPartnership({ id: 'pact' }));
await post('/events', anEvent({ id: 'earlier' }));
const any = { 'if-match': '*' };

const isObject = (value: Json): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396, section 2, line by line. */
function mergePatch(original: Json, change: Json): Json {
  if (!isObject(change)) return change;
  const target: Json = isObject(original) ? { ...original } : {};
  for (const name of Object.keys(change))
    if (change[name] === null) delete target[name];
    else target[name] = mergePatch(target[name], change[name]);
  return target;
}

/** What somebody would write to get this event: without the computed members. */
function asWritten({ record, revision, created_at, updated_at, unknowns, date, citations, ...event }: Json): Json {
  const { earliest, latest, precision, ...ofDate } = date;
  return { ...event, date: ofDate, citations: citations.map(({ end, status, ...citation }: Json) => citation) };
}

const sorted = (value: Json): Json =>
  isObject(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((name) => [name, sorted(value[name])]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value;

const full = anEvent({
  summary: 'They met.',
  date: { edtf: '2025-07', basis: 'stated', text: 'in July' },
  mode: 'video',
  place: { name: 'Strelsau', country: 'DE' },
  parties: [{ party: 'arcadia', role: 'host' }],
  mentions: ['coinworks'],
  topics: ['mining', 'cbdc'],
  partnerships: ['pact'],
  outcome: 'discussed_only',
  after: ['earlier'],
  citations: [{ source: 'report', quote: 'They met', speaker: 'arcadia', voice: 'paraphrase' }],
});

const maybe = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: value }, fc.constant(null));
const pick = (...values: unknown[]) => fc.constantFrom(...values);
const members = (table: Record<string, fc.Arbitrary<unknown>>) => fc.record(table, { requiredKeys: [] });
const citations = [
  [{ source: 'report' }],
  [
    { source: 'report', quote: 'Other words', via: ['gazette'] },
    { source: 'report', sic: true, quote: 'mispelt' },
  ],
];

/** Patches that leave a whole event, whatever they meet; members that are objects are merged. */
const fitting = members({
  kind: pick('meeting', 'visit', 'signing'),
  title: fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((title) => `T${title}`),
  summary: maybe(pick('Another summary.', 'Brief.')),
  mode: maybe(pick('in_person', 'phone')),
  outcome: maybe(pick('intent_declared', 'none_announced')),
  topics: maybe(pick([], ['stablecoins'], ['cbdc', 'mining'])),
  mentions: maybe(pick([], ['borduria', 'coinworks'])),
  parties: maybe(pick([], [{ party: 'borduria', role: 'speaker' }])),
  partnerships: maybe(pick([], ['pact'])),
  after: maybe(pick([], ['earlier'])),
  citations: pick(...citations),
  date: maybe(members({ text: maybe(pick('lately', 'on Tuesday')) })),
});
/** Patches of which some leave half a date, or a place without a name. */
const mixed = fc
  .tuple(
    fitting,
    members({
      place: maybe(members({ name: maybe(pick('Bishkek', 'Zenda')), country: maybe(pick('KG', 'FR')) })),
      date: maybe(
        members({
          edtf: maybe(pick('2025-03', '2025-07-17', '[..2025-06-01]', '2025/..')),
          basis: maybe(pick('stated', 'resolved', 'bounded', 'unresolved')),
          text: maybe(pick('once')),
        }),
      ),
      title: fc.oneof({ weight: 9, arbitrary: pick('A title') }, fc.constant(null)),
    }),
  )
  .map(([one, other]) => ({ ...one, ...other }));

t.test('what is read after a patch is what RFC 7396 makes of what was read before', async (t) => {
  await put('/events/patched', full);
  await fc.assert(
    fc.asyncProperty(fitting, async (change) => {
      const before = asWritten((await get('/events/patched')).body);
      const { status } = await patch('/events/patched', change, any);
      const { body } = await get('/events/patched');
      const expected = mergePatch(before, change);
      // White space around a title is taken away.
      expected.title = expected.title.trim();
      // Without a date an event is dated by its sources.
      if (expected.date === undefined) expected.date = { edtf: '[..2025-08-02]', basis: 'bounded' };
      // A date of which nothing but words is left is unresolved.
      else if (expected.date.edtf === undefined) expected.date.basis = 'unresolved';
      t.equal(status, 200);
      t.strictSame(sorted(asWritten(body)), sorted(expected));
    }),
    { numRuns: runs(120) },
  );
});

t.test('a patch is taken exactly when the whole that it makes could be put, and makes the same of it', async (t) => {
  await put('/events/patched-twin', full);
  await put('/events/put-twin', full);
  let [taken, whole] = [0, 0];
  await fc.assert(
    fc.asyncProperty(mixed, async (change) => {
      const before = (await get('/events/patched-twin')).body;
      const { id, ...expected } = mergePatch(asWritten(before), change);
      const patched = await patch('/events/patched-twin', change, any);
      const replaced = await put('/events/put-twin', expected, any);
      whole += 1;
      t.equal(patched.status, replaced.status);
      const [one, other] = [(await get('/events/patched-twin')).body, (await get('/events/put-twin')).body];
      if (patched.status === 200) taken += 1;
      else t.same(one, before, 'a refused patch changes nothing');
      t.strictSame(asWritten({ ...one, id: '' }), asWritten({ ...other, id: '' }));
      t.strictSame(one.date, other.date);
    }),
    { numRuns: runs(120) },
  );
  t.ok(taken > 0 && taken < whole, 'some were taken and some refused');
});

t.test('null removes a member, and removing what isn’t there is nothing', async (t) => {
  const { body } = await put('/events/nulls', anEvent({ summary: 'There.', mode: 'video' }));
  const { status, body: after } = await patch('/events/nulls', { summary: null, outcome: null, place: null }, any);
  t.equal(status, 200);
  const { summary, revision, updated_at, ...rest } = body;
  t.strictSame(after, { ...rest, revision: 2, updated_at: after.updated_at });
});

t.test('null inside a member that wasn’t there leaves no null behind', async (t) => {
  await put('/events/inner', anEvent());
  const { body } = await patch('/events/inner', { place: { name: 'Zenda', country: null } }, any);
  t.strictSame(body.place, { name: 'Zenda' });
});

t.test('the objects inside a record are merged, its lists are replaced', async (t) => {
  await put('/parties/merged', {
    kind: 'company',
    name: 'Merged',
    aliases: [{ name: 'One' }, { name: 'Two' }],
    identifiers: { wikidata: 'Q42', website: 'https://merged.example/' },
  });
  const change = { identifiers: { wikidata: null }, aliases: [{ name: 'Three' }] };
  const { body } = await patch('/parties/merged', change, any);
  t.strictSame(body.identifiers, { website: 'https://merged.example/' });
  t.strictSame(body.aliases, [{ name: 'Three' }]);
});

t.test('half a date is refused, and a whole one taken', async (t) => {
  await put('/sources/dated', { kind: 'filing', published: { edtf: '[..2025-08-02]', basis: 'bounded' } });
  const half = await patch('/sources/dated', { published: { edtf: '2025-03-01' } }, any);
  expectProblem(t, half, 422, 'validation', '/published/basis contradictory_date');
  const whole = await patch('/sources/dated', { published: { edtf: '2025-03-01', basis: null } }, any);
  t.strictSame(whole.body.published, {
    edtf: '2025-03-01',
    earliest: '2025-03-01',
    latest: '2025-03-01',
    precision: 'day',
  });
});

t.test('what has to be there can’t be removed', async (t) => {
  await put('/events/needed', anEvent({ place: { name: 'Zenda' } }));
  for (const name of ['kind', 'title', 'citations']) {
    const errors = expectProblem(t, await patch('/events/needed', { [name]: null }, any), 422, 'validation');
    t.ok(errors.length > 0 && errors.every(({ pointer }) => pointer === `/${name}`));
  }
  const errors = expectProblem(t, await patch('/events/needed', { place: { name: null } }, any), 422, 'validation');
  t.ok(errors.length > 0 && errors.every(({ pointer }) => pointer === '/place/name'));
  await put('/events/placeless', anEvent());
  const missing = await patch('/events/placeless', { place: { country: 'DE' } }, any);
  expectProblem(t, missing, 422, 'validation', '/place/name required');
});

t.test('a patch that is no object would replace the record by what it is, which is no record', async (t) => {
  for (const change of [[], 'text', 7, true, null])
    expectProblem(
      t,
      await patch('/parties/arcadia', JSON.stringify(change), any),
      422,
      'validation',
      '(body) wrong_type',
    );
});

t.test('an empty patch changes nothing', async (t) => {
  const { body } = await put('/events/untouched', full);
  const { status, body: after } = await patch('/events/untouched', {}, any);
  t.equal(status, 200);
  t.strictSame(after, body);
});

t.test('null has no place inside the lists of a patch', async (t) => {
  const change = { topics: [null], citations: [{ source: 'report', quote: null }] };
  const answer = await patch('/events/earlier', change, any);
  expectProblem(t, answer, 422, 'validation', '/citations/0/quote wrong_type', '/topics/0 wrong_type');
});
