/** Whatever stands in a body, it is stored and read back, or refused by a place in that body. */
import fc from 'fast-check';
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post, put, patch } = register;
await populate(register);
await put('/partnerships/pact', aPartnership());
await put('/sources/worded', { kind: 'interview', published: { edtf: '2025-05' } });
await register.putText('worded', 'The ministers met. “They” signed 🤝 nothing.');

const citations = [{ source: 'worded', quote: 'They” signed', start: 20, voice: 'narration', via: ['gazette'] }];
const date = { edtf: '2025-03/2025-07', basis: 'stated', text: 'from March to July' };
const whole: Record<string, Json> = {
  '/parties': {
    kind: 'person',
    name: 'Flavia',
    aliases: [{ name: 'The Princess', lang: 'en' }],
    country: 'FR',
    part_of: 'coinworks',
    positions: [{ title: 'Envoy', of: 'arcadia', accredited_to: 'borduria', from: date, citations }],
    identifiers: { wikidata: 'Q42', website: 'https://example.org' },
    claims: [{ predicate: 'mandate', value: 'advise', date, held_by: 'gazette', citations }],
    citations,
  },
  '/sources': {
    kind: 'interview',
    title: 'Questions',
    publisher: 'gazette',
    attributed_to: ['gazette'],
    published: date,
  },
  '/events': anEvent({
    date,
    place: { name: 'Zenda', country: 'DE' },
    parties: [{ party: 'arcadia', role: 'host' }],
    mentions: ['coinworks'],
    topics: ['mining'],
    partnerships: ['pact'],
    citations,
  }),
  '/partnerships': aPartnership({
    topics: ['cbdc'],
    milestones: [{ stage: 'signed', date, note: 'At noon.', citations }],
    instruments: [{ kind: 'mou', status: 'signed', date, quantity: 'one', citations }],
    citations,
  }),
};

type Path = (string | number)[];
const pathsOf = (value: Json, path: Path = []): Path[] => [
  ...(path.length > 0 ? [path] : []),
  ...(typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((name) => pathsOf(value[name], [...path, Array.isArray(value) ? Number(name) : name]))
    : []),
];

function replaced(value: Json, [name, ...rest]: Path, by: unknown): Json {
  if (name === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[name] = replaced(value[name], rest, by);
  return copy;
}

/** Whether a JSON Pointer leads to a place of the body, or to a member that isn't there of an object that is. */
function leadsInto(pointer: string, body: Json): boolean {
  const names = pointer.split('/').slice(1);
  let at = body;
  for (const [index, token] of names.entries()) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null) return false;
    if (!Object.hasOwn(at, name)) return index === names.length - 1;
    at = at[name];
  }
  return true;
}

const ids = fc.constantFrom(
  'arcadia',
  'gazette',
  'report',
  'worded',
  'pact',
  'nobody',
  'meeting',
  'signed',
  'DE',
  '2025-13',
);
const values = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    1e21,
    '',
    ' ',
    '\0',
    '\ud83d',
    '2025',
    '[..2025]',
    'a\u0085b',
    [],
    {},
    [[]],
  ),
  ids,
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed()),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(ids, { maxLength: 3 }),
  fc.constantFrom(...Object.values(whole).flatMap((record) => Object.values<Json>(record))),
);

for (const [url, record] of Object.entries(whole)) {
  t.test(`${url}: any one value replaced by any other is stored or refused by name`, async (t) => {
    t.equal((await post(url, record)).status, 201, 'as it is, it is stored');
    let [stored, turned] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pathsOf(record)), values, async (path, value) => {
        const body = replaced(record, path, value);
        const answer = await post(url, body);
        if (answer.status === 201) {
          stored += 1;
          const read = await get(String(answer.headers.location));
          t.equal(read.text, answer.text);
          // Sent back as it is read, it is the same again.
          const again = await put(String(answer.headers.location), read.text, { 'if-match': '*' });
          const { revision, updated_at, ...rest } = again.body;
          t.same([again.status, { ...rest, revision: 1, updated_at: read.body.updated_at }], [200, read.body]);
          return;
        }
        turned += 1;
        // Half a surrogate pair makes the whole body unreadable.
        if (answer.status === 400) return void expectProblem(t, answer, 400, 'malformed_request');
        const errors = expectProblem(t, answer, 422, 'validation');
        t.ok(errors.length > 0);
        for (const { pointer } of errors) t.ok(leadsInto(pointer, body), `${pointer} of ${JSON.stringify(body)}`);
      }),
      { numRuns: runs(200) },
    );
    t.ok(stored > 0 && turned > 0, 'some were stored and some refused');
  });

  t.test(`${url}: any patch is applied or refused by name`, async (t) => {
    const id = `${url}/patched`;
    await put(id, record);
    const names = fc.oneof(fc.constantFrom(...Object.keys(record), 'summary', 'id', 'revision', 'stage'), fc.string());
    const wellFormed = names.filter((name) => name.isWellFormed() && name !== '__proto__' && name !== 'constructor');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(wellFormed, values, { maxKeys: 2 }), async (change) => {
        const before = (await get(id)).text;
        const answer = await patch(id, change, { 'if-match': '*' });
        if (answer.status === 200) return void t.equal((await get(id)).text, answer.text);
        expectProblem(t, answer, answer.status, answer.status === 400 ? 'malformed_request' : 'validation');
        t.equal((await get(id)).text, before, 'a refused patch changes nothing');
      }),
      { numRuns: runs(150) },
    );
  });
}

t.test('any body at all is refused or stored, never a failure', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/parties', '/sources', '/events', '/partnerships', '/events/none/citations'),
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map((value) => JSON.stringify({ kind: 'meeting', x: value })),
      ),
      async (url, body) => {
        const { status } = await post(url, body);
        t.ok([201, 400, 404, 422].includes(status));
      },
    ),
    { numRuns: runs(200) },
  );
});
