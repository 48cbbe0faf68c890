/** Names completed as they are typed, held against trying every name of the register. */
import fc from 'fast-check';
import t from 'tap';
import { TOPICS } from '../../src/model/vocabulary/vocabulary.js';
import { fold } from '../../src/model/words/folding.js';
import { runs, sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN, SORT } from '../support/query-plans.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const suggested = async (register: TestRegister, q: string, more: Record<string, string> = {}): Promise<Json[]> => {
  const { status, body, text } = await register.get(`/suggest?${new URLSearchParams({ q, ...more })}`);
  if (status !== 200) throw new Error(`${q}: ${text}`);
  return body.data;
};
const idsOf = (all: Json[]): string[] => all.map(({ id }) => id);

interface Named {
  kind: 'party' | 'partnership' | 'topic';
  id: string;
  names: string[];
  /** What is said of a party. */
  about?: { party_kind: string; country?: string };
}

const WORDS = [
  'bank',
  'Bank',
  'banking',
  'of',
  'Café',
  'cafe\u0301',
  '“Ba',
  "l'Banca",
  'Ba–nk',
  'Straße',
  'o',
  '中国',
  '銀行',
];
const names = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', ' ', '  ', '-', ', ', '')), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.flat().join('').trim());
const UNSPACED = /\p{sc=Hani}/u;

/** What a name is to somebody who types: letters and signs folded, with single spaces for what stands between words. */
const plain = (text: string) =>
  fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();

/** A name as it stands, without the marks inside its words, without those of compounds, and between Chinese letters. */
const forms = (text: string): string[] => {
  const any = '[\\p{L}\\p{N}\\p{M}]';
  const letter = `(?!\\p{sc=Hani})${any}`;
  const single = `(?<=(?<!${any})${letter})[-.](?=${letter}(?!${any}))`;
  const folded = fold(text);
  return [
    folded,
    folded.replace(new RegExp(`${single}|(?<=${letter})['"](?=${letter})`, 'gu'), ''),
    folded.replace(new RegExp(`(?<=${letter})[-.'"](?=${letter})`, 'gu'), ''),
    folded.replace(new RegExp(`(?<=${any})[-.'"](?=${any})`, 'gu'), ''),
  ].map(plain);
};

/** How a name completes what was typed: 0 from its beginning, 1 from a later word, undefined not at all. */
function completes(name: string, q: string): number | undefined {
  const key = [...name];
  for (let at = 0; at < key.length; at++) {
    const begins = at === 0 || key[at - 1] === ' ' || UNSPACED.test(key[at]!) || UNSPACED.test(key[at - 1]!);
    if (begins && forms(q).some((typed) => key.slice(at).join('').startsWith(typed))) return at === 0 ? 0 : 1;
  }
  return undefined;
}

function expectedOf(all: Named[], q: string, limit: number): Json[] {
  const size = (text: string) => [...text].length;
  const order = (...keys: [number | string, number | string][]) => {
    for (const [one, other] of keys) if (one !== other) return one < other ? -1 : 1;
    return 0;
  };
  return all
    .flatMap(({ kind, id, names, about }) => {
      const [best] = names
        .flatMap((name, index) =>
          forms(name).map((form) => ({ name, form, at: completes(form, q), isAlias: index > 0 })),
        )
        .filter(({ at }) => at !== undefined)
        .sort((a, b) =>
          order([a.at!, b.at!], [Number(a.isAlias), Number(b.isAlias)], [size(a.form), size(b.form)], [a.form, b.form]),
        );
      return best ? [{ kind, id, name: names[0]!, about, best }] : [];
    })
    .sort((a, b) =>
      order(
        // None of the outlets in these tests takes part in anything.
        [Number(a.about?.party_kind === 'media'), Number(b.about?.party_kind === 'media')],
        [a.best.at!, b.best.at!],
        [size(a.best.form), size(b.best.form)],
        [a.best.form, b.best.form],
        [['party', 'partnership', 'topic'].indexOf(a.kind), ['party', 'partnership', 'topic'].indexOf(b.kind)],
        [a.id, b.id],
      ),
    )
    .slice(0, limit)
    .map(({ kind, id, name, about, best }) => ({
      ...{ kind, id, name },
      ...(best.name !== name && { matched: best.name }),
      ...about,
    }));
}

t.test('what is typed completes the names that begin so, or have a word that does, each record once', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const all: Named[] = [
    { kind: 'party', id: 'arcadia', names: ['Arcadia'], about: { party_kind: 'state', country: 'FR' } },
    { kind: 'party', id: 'borduria', names: ['Borduria'], about: { party_kind: 'state', country: 'DE' } },
    { kind: 'party', id: 'coinworks', names: ['Coinworks'], about: { party_kind: 'company' } },
    { kind: 'party', id: 'gazette', names: ['The Gazette'], about: { party_kind: 'media' } },
    ...Object.keys(TOPICS).map((id): Named => ({ kind: 'topic', id, names: [id.replaceAll('_', ' ')] })),
  ];
  const drawn = fc.sample(fc.record({ name: names, aliases: fc.uniqueArray(names, { maxLength: 2 }) }), {
    seed: 7,
    numRuns: 60,
  });
  for (const [index, { name, aliases }] of drawn.entries()) {
    if (index % 3 === 0) {
      const id = `partnership-${index}`;
      await register.post('/partnerships', aPartnership({ id, title: name }));
      all.push({ kind: 'partnership', id, names: [name] });
    } else {
      const id = `party-${index}`;
      await register.post('/parties', { id, kind: 'company', name, aliases: aliases.map((one) => ({ name: one })) });
      all.push({ kind: 'party', id, names: [name, ...aliases], about: { party_kind: 'company' } });
    }
  }
  const typed = fc
    .tuple(fc.constantFrom(...all.flatMap(({ names }) => names)), fc.nat(), fc.nat(12), fc.boolean())
    .map(([name, from, length, upper]) => {
      const units = [...name];
      const start = from % units.length;
      const part = units.slice(start, start + length + 1).join('');
      return upper ? part.toUpperCase() : part;
    });
  let found = 0;
  await fc.assert(
    fc.asyncProperty(typed, fc.constantFrom(1, 5, 50), async (q, limit) => {
      fc.pre(plain(q) !== '');
      const names = await suggested(register, q, { limit: `${limit}` });
      found += names.length;
      const [one, other] = [names, expectedOf(all, q, limit)].map((list) => JSON.stringify(list));
      if (one !== other) throw new Error(`"${q}" finds ${one}, not ${other}`);
    }),
    { numRuns: runs(400) },
  );
  t.ok(found > runs(1000), 'most of what is typed completes to something');
});

t.test('states, authorities and topics of the first records are found by any of their words', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const q of ['salv', 'el sal', 'EL SALVADOR', '“El Sal'])
    t.same(
      (await suggested(register, q))[0],
      { kind: 'party', id: 'el-salvador', name: 'El Salvador', party_kind: 'state', country: 'SV' },
      q,
    );
  t.same(idsOf(await suggested(register, 'virtual assets reg')), ['pakistan-virtual-assets-regulatory-authority']);
  t.same(await suggested(register, 'virtual assets', { limit: '1' }), [
    { kind: 'topic', id: 'virtual_assets', name: 'virtual assets' },
  ]);
  t.same(await suggested(register, 'assets', { kind: 'topic' }), [
    { kind: 'topic', id: 'virtual_assets', name: 'virtual assets' },
  ]);
});

t.test('an alias is shown when it completes what the name does not; when both do, the name alone', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const ptv = { kind: 'party', id: 'ptv', name: 'Pakistan Television', party_kind: 'media', country: 'PK' };
  t.same(await suggested(register, 'ptv'), [{ ...ptv, matched: 'PTV' }]);
  const [both] = (await suggested(register, 'p', { kind: 'party', limit: '50' })).filter(({ id }) => id === 'ptv');
  t.same(both, ptv);
});

t.test('suggestions are of the kinds that are asked for', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const kind of ['party', 'partnership', 'topic', 'topic,party']) {
    const names = await suggested(register, 'p', { kind, limit: '50' });
    t.ok(names.length > 0 && names.every((one) => kind.split(',').includes(one.kind)), kind);
  }
  t.equal((await register.get('/suggest?q=p&kind=event')).status, 400);
});

t.test('a name that is changed or deleted completes nothing any more', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.patch('/parties/coinworks', { name: 'Tokenworks' }, { 'if-match': '*' });
  t.same(await suggested(register, 'coin'), []);
  t.same(idsOf(await suggested(register, 'tokenw')), ['coinworks']);
  await register.delete('/parties/coinworks', { 'if-match': '*' });
  t.same(await suggested(register, 'tokenw'), []);
});

t.test('names of any length are completed from any of their first two hundred words', async (t) => {
  const register = await openRegister(t);
  const words = Array.from({ length: 180 }, (_, index) => `w${index}`);
  const long = words.join(' ');
  await register.post('/parties', { id: 'long', kind: 'company', name: long });
  await register.post('/parties', {
    id: 'longer',
    kind: 'company',
    name: `${words.slice(0, 170).join(' ')} and so on`,
  });
  for (const q of [long, words.slice(100).join(' '), 'w179', 'w171 w172'])
    t.same(idsOf(await suggested(register, q)), ['long'], q.slice(0, 20));
  t.same(idsOf(await suggested(register, words.slice(0, 170).join(' '))).sort(), ['long', 'longer']);
  const hanzi = await register.post('/parties', { id: 'sco', kind: 'company', name: '上海合作组织秘书处' });
  t.equal(hanzi.status, 201);
  for (const q of ['上', '合作', '处']) t.same(idsOf(await suggested(register, q)), ['sco'], q);
});

t.test('what holds no word is refused, and anything else is taken as text', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const q of [' ', '!?', '“”', '--', '\u200b', '%_*']) {
    const { status, body } = await register.get(`/suggest?q=${encodeURIComponent(q)}`);
    t.equal(status, 400, q);
    t.match(body, { code: 'invalid_parameter', errors: [{ parameter: 'q', code: 'nothing_to_search' }] }, q);
  }
  for (const q of ['%pak', "pakistan' or 1=1 --", 'pak*', '"pakistan', 'pakistan\r\n', 'p\u0007', '\u{10FFFE}pak'])
    t.equal((await register.get(`/suggest?q=${encodeURIComponent(q)}`)).status, 200, q);
  t.same(idsOf(await suggested(register, '%pakistan\r\n', { limit: '1' })), ['pakistan']);
  t.equal((await register.get('/suggest')).body.errors[0].code, 'required');
  t.equal((await register.get('/suggest?q=')).body.errors[0].code, 'out_of_range');
});

t.test('suggestions are ranges of an index, without a sort', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const q of ['p', 'pak', 'el sal', 'nothing begins so']) {
    const { plans } = await plansOf(`/suggest?q=${q}`);
    t.same(faults(plans, SCAN, SORT), [], q);
    const lines = plans.flatMap(({ plan }) => plan).filter((line) => line.includes('index_entry'));
    const ranges = lines.filter((line) => line.includes('value>?'));
    t.equal(ranges.length, 4);
    for (const line of ranges)
      t.match(line, /SEARCH index_entry USING PRIMARY KEY \(filter=\? AND value>\? AND value<\?\)/);
    t.ok(plans.length <= 8, 'and the documents of what is suggested, and which of them are outlets');
  }
});

t.test('of parties only those of the kinds that are asked for', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const party_kind of ['state', 'media', 'person,media']) {
    const names = await suggested(register, 'p', { party_kind, kind: 'party', limit: '50' });
    t.ok(names.length > 0 && names.every((one) => party_kind.split(',').includes(one.party_kind)), party_kind);
  }
  const both = await suggested(register, 'pak', { party_kind: 'state' });
  t.match(both[0], { kind: 'party', id: 'pakistan', party_kind: 'state', country: 'PK' });
  t.ok(
    both.slice(1).every(({ kind }) => kind === 'partnership'),
    'other kinds of records stay',
  );
  t.same(await suggested(register, 'binance', { party_kind: 'person', kind: 'party' }), []);
  const { status, body } = await register.get('/suggest?q=p&party_kind=planet');
  t.match({ status, body }, { status: 400, body: { errors: [{ parameter: 'party_kind', code: 'unknown_value' }] } });
  for (let index = 0; index < 210; index++)
    await register.post('/parties', { id: `zz-${index}`, kind: 'company', name: `Zz ${index}` });
  await register.post('/parties', { id: 'zz-last', kind: 'person', name: 'Zzz' });
  t.same(idsOf(await suggested(register, 'zz', { party_kind: 'person' })), ['zz-last'], 'also behind many others');
});

t.test('an outlet comes last as long as nothing but sources refers to it', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const long = `gazette-${'x'.repeat(72)}`;
  await register.post('/parties', { id: 'reader', kind: 'company', name: 'Gazette Readers of All Countries' });
  await register.post('/parties', { id: long, kind: 'media', name: 'Gazette' });
  t.same(idsOf(await suggested(register, 'gazette')), ['reader', long, 'gazette']);
  const taking = { parties: ['gazette', long].map((party) => ({ party, role: 'speaker' })) };
  const { status } = await register.post('/events', anEvent({ id: 'e', ...taking }));
  t.equal(status, 201);
  t.same(idsOf(await suggested(register, 'gazette')), [long, 'reader', 'gazette']);
  await register.patch('/events/e', { parties: null, mentions: ['gazette'] }, { 'if-match': '*' });
  t.same(idsOf(await suggested(register, 'gazette')), ['reader', 'gazette', long], 'a mention is a reference');
  await register.delete('/events/e', { 'if-match': '*' });
  t.same(idsOf(await suggested(register, 'gazette')), ['reader', long, 'gazette']);
});
