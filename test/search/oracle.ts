/** Registers of random words, and what a search means of their documents: computed slowly, without an index. */
import fc from 'fast-check';
import { stemmer } from 'stemmer';
import type { Json, TestRegister } from '../support/register.js';

export type Kind = 'party' | 'source' | 'event' | 'partnership';
export const COLLECTIONS: Record<Kind, string> = {
  party: 'parties',
  source: 'sources',
  event: 'events',
  partnership: 'partnerships',
};

/** A record as the oracle sees it: its words by tier, the newest of what it is sorted by, and what filters look at. */
export interface Seen {
  kind: Kind;
  document: Json;
  /** Names, other prose, quotations and text: passages of folded words. */
  tiers: string[][][];
  /** The names of those who take part in it, or published it. */
  parties: string[][];
}

/** What is asked for, before it is typed. */
export interface Asked {
  groups: (string[] | { prefix: string })[][];
  without: (string[] | { prefix: string })[];
}

/** Words, inflected and accented, in scripts with and without spaces; the first are far commoner than the last. */
const WORDS = [
  ...['pakistan', 'Signing', 'signed', 'sign', 'agreements', 'agreement', 'São', 'SAO', 'crypto', 'cryptocurrencies'],
  ...[
    'efforts',
    'Effort',
    'Kyrgyzstan',
    'Каныбек',
    'каныбек',
    'الإمارات',
    'امارات',
    '中华人民共和国',
    '人民',
    'party',
    'parties',
  ],
  ...['2025', '08', 'a', 'b', 'beta', 'betas', '🚀', 'O’Neill', "O'Neill", 'Pakistan’s', 'e-mail', 'x'],
];
const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WORDS.slice(0, 10)) },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
);
const joined = (most: number) =>
  fc
    .array(fc.tuple(word, fc.constantFrom(' ', ' ', ' ', ', ', ' — ', '\n', '. ')), { minLength: 1, maxLength: most })
    .map((parts) =>
      parts
        .map(([one, gap]) => one + gap)
        .join('')
        .trim(),
    );

/** Folding as a reader would: letters alone, without case and accents; letters of Chinese are words. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=[\p{L}\p{N}])['’]s(?![\p{L}\p{N}])/gu, ' ');
  return plain.match(/\p{sc=Hani}|\p{Extended_Pictographic}|(?:(?!\p{sc=Hani})[\p{L}\p{N}])+/gu) ?? [];
}
const stem = (one: string) => (/^[a-z]{3,}$/.test(one) ? stemmer(one) : one);

function hasTerm(passages: string[][], term: string[] | { prefix: string }): boolean {
  if (!Array.isArray(term)) return passages.some((words) => words.some((one) => one.startsWith(term.prefix)));
  const stems = term.map(stem);
  return passages.some((words) =>
    words.some((_, from) => stems.every((wanted, index) => stem(words[from + index] ?? '') === wanted)),
  );
}

export const matches = ({ tiers, parties }: Seen, { groups, without }: Asked): boolean =>
  groups.every((terms) => terms.some((term) => hasTerm([...tiers.flat(), ...parties], term))) &&
  !without.some((term) => hasTerm([...tiers.flat(), ...parties], term));

/** The parties of a record with a term in their names. */
export const matchedParties = (seen: readonly Seen[], { document }: Seen, { groups }: Asked): string[] =>
  partiesOf(document).filter((id) => {
    const names = seen.find(({ kind, document }) => kind === 'party' && document.id === id)?.tiers[0] ?? [];
    return groups.flat().some((term) => hasTerm(names, term));
  });

/**
 * In which part of the record all words stand: 1 its names, 2 also names of its parties, 3 also other prose, 4 also
 * quotations, 5 also the text.
 */
export function tierOf({ tiers, parties }: Seen, { groups }: Asked): number {
  if (groups.length === 0) return 5;
  const [names = [], ...others] = tiers;
  const parts = [names, parties, ...others];
  const tier = parts.findIndex((_, last) =>
    groups.every((terms) => terms.some((term) => hasTerm(parts.slice(0, last + 1).flat(), term))),
  );
  return tier < 0 ? 6 : tier + 1;
}

/** Something to ask, and what a user types for it. */
export const queries: fc.Arbitrary<{ asked: Asked; typed: string }> = (() => {
  const term = fc.oneof(
    { weight: 4, arbitrary: word.map((one) => ({ term: wordsOf(one), typed: one })) },
    {
      weight: 1,
      arbitrary: fc.tuple(word, word).map(([one, other]) => ({
        term: wordsOf(`${one} ${other}`),
        typed: `"${one} ${other}"`,
      })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('pakistan', 'signing', 'crypto', 'agreement', 'betas', 'каныбек', 'kyrgyzstan'),
          fc.nat(7),
        )
        .map(([one, length]) => {
          const prefix = one.slice(0, length + 1);
          return { term: { prefix }, typed: `${prefix.toUpperCase()}*` };
        }),
    },
  );
  return fc
    .record({
      groups: fc.array(fc.array(term, { minLength: 1, maxLength: 2 }), { maxLength: 3 }),
      without: fc.array(term, { maxLength: 1 }),
    })
    .filter(({ groups, without }) => groups.length + without.length > 0)
    .map(({ groups, without }) => ({
      asked: {
        groups: groups.map((terms) => terms.map((one) => one.term)),
        without: without.map((one) => one.term),
      },
      typed: [
        ...groups.map((terms) => terms.map((one) => one.typed).join(' OR ')),
        ...without.map((one) => `-${one.typed}`),
      ].join('  '),
    }));
})();

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const TOPICS = ['mining', 'cbdc', 'blockchain'];
const dates = fc.constantFrom(
  '2024-03-01',
  '2024-03-01',
  '2025-01',
  '2025-07-17',
  '2023',
  '2025-06/2025-08',
  undefined,
);

/** Writes random records, changes and deletes some, and answers with all of them as the oracle sees them. */
export async function writeWords(register: TestRegister, seed: number): Promise<Seen[]> {
  const one = <T>(arbitrary: fc.Arbitrary<T>, index: number): T =>
    fc.sample(arbitrary, { seed: seed * 1000 + index, numRuns: 1 })[0] as T;
  const texts = new Map<string, string>();
  const made = async (path: string, body: object) => {
    const { status, text } = await register.post(path, body);
    if (status !== 201) throw new Error(text);
  };
  for (let index = 0; index < 12; index++) {
    const aliases = one(maybe(joined(2)), index);
    await made('/parties', {
      id: `party-${index}`,
      kind: index < 3 ? 'state' : 'company',
      country: ['FR', 'DE', 'PK'][index % 3],
      name: one(joined(4), index),
      ...(aliases && { aliases: [{ name: aliases }] }),
      summary: one(maybe(joined(10)), index + 50),
    });
    const published = one(dates, index + 100);
    await made('/sources', {
      id: `source-${index}`,
      kind: 'news_article',
      title: one(maybe(joined(5)), index + 150),
      ...(index % 3 === 0 && { publisher: `party-${index}` }),
      ...(published && { published: { edtf: published } }),
    });
    if (index % 2 === 0) {
      const text = one(joined(60), index + 200);
      texts.set(`source-${index}`, text);
      await register.putText(`source-${index}`, text);
    }
  }
  for (let index = 0; index < 40; index++) {
    const date = one(dates, index + 300);
    // Sources without a text are quoted: nobody checks those words.
    const citations = [{ source: `source-${(index % 6) * 2 + 1}`, quote: one(joined(6), index + 350) }];
    await made('/events', {
      id: `event-${index}`,
      kind: index % 3 === 0 ? 'meeting' : 'signing',
      title: one(joined(4), index + 400),
      summary: one(maybe(joined(15)), index + 450),
      ...(date && { date: { edtf: date } }),
      topics: one(maybe(fc.uniqueArray(fc.constantFrom(...TOPICS), { minLength: 1 })), index + 500),
      parties: [{ party: `party-${index % 12}`, role: 'attendee' }],
      citations,
    });
    if (index % 3 > 0) continue;
    await made('/partnerships', {
      id: `partnership-${index}`,
      title: one(joined(4), index + 550),
      parties: [{ party: `party-${index % 12}` }, { party: `party-${(index + 1) % 12}` }],
      topics: one(maybe(fc.uniqueArray(fc.constantFrom(...TOPICS), { minLength: 1 })), index + 600),
      milestones: [
        { stage: 'talks', note: one(maybe(joined(5)), index + 650), ...(date && { date: { edtf: date } }), citations },
      ],
    });
  }
  // What was said before is not found any more.
  for (const index of [1, 5, 9]) {
    const change = { title: one(joined(3), index + 700), date: { edtf: '2026-01-01' }, summary: null };
    await register.patch(`/events/event-${index}`, change, { 'if-match': '*' });
  }
  texts.set('source-2', one(joined(40), 750));
  await register.putText('source-2', texts.get('source-2') ?? '');
  texts.delete('source-4');
  await register.delete('/sources/source-4/text', { 'if-match': '*' });
  for (const index of [7, 8]) await register.delete(`/events/event-${index}`, { 'if-match': '*' });
  const back = await register.put('/events/event-7', {
    kind: 'meeting',
    title: one(joined(3), 800),
    citations: [{ source: 'source-1' }],
  });
  if (back.status !== 201) throw new Error(back.text);

  const seen: Seen[] = [];
  const named = new Map<string, string[][]>();
  for (const kind of ['party', 'source', 'event', 'partnership'] as const) {
    const { body } = await register.get(`/${COLLECTIONS[kind]}?limit=200`);
    for (const document of body.data)
      seen.push({
        kind,
        document,
        tiers: tiersOf(document, texts.get(document.id)),
        parties: partiesOf(document).flatMap((id) => named.get(id) ?? []),
      });
    if (kind === 'party') for (const { document, tiers } of seen) named.set(document.id, tiers[0] ?? []);
  }
  return seen;
}

const partiesOf = ({ parties = [], publisher }: Json): string[] => [
  ...parties.map(({ party }: Json) => party),
  ...(publisher === undefined ? [] : [publisher]),
];

function tiersOf(document: Json, text: string | undefined): string[][][] {
  const citations = [
    ...(document.citations ?? []),
    ...(document.milestones ?? []).flatMap((one: Json) => one.citations),
  ];
  const tiers: (string | undefined)[][] = [
    [document.name, document.title, ...(document.aliases ?? []).map((one: Json) => one.name)],
    [document.summary, ...(document.milestones ?? []).map((one: Json) => one.note)],
    citations.map((one: Json) => one.quote),
    document.record === 'source' ? [text] : [],
  ];
  return tiers.map((passages) => passages.flatMap((one) => (one === undefined ? [] : [wordsOf(one)])));
}
