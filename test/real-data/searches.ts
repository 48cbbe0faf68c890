/** What searches find among real visits, held against reading them all through. */
import type { Test } from 'tap';
import type { Json, TestRegister } from '../support/register.js';
import { type Ask, some, total, walked } from './asking.js';
import { type Has, namedRank, ownWords, phrase, prefix, recency, recordsOf, type Seen, word } from './reader.js';
import type { Visits } from './visits.js';

/** A word stands for no more parties than these; which of more it stands for isn't decided here. */
const MAX_PARTIES = 20;

/** More matches than these are not ranked one by one. */
const MAX_RANKED = 200;

export const SEARCHES: Record<string, Ask> = {
  'every word finds the visits that have it': async (t, register, visits) => {
    const { events, own } = read(visits);
    for (const one of some(own, 250)) await compare(t, register, '/events?', one, events.filter(word(one)), [one]);
  },

  'inflected words find each other': async (t, register, visits) => {
    const { events } = read(visits);
    for (const [typed, form] of [
      ['visiting', /\bvisit(s|ed|ing)?\b/],
      ['negotiation', /\bnegotiat/],
      ['summits', /\bsummits?\b/],
      ['leader', /\bleaders?\b/],
      ['treaties', /\btreat(y|ies)\b/],
    ] as const)
      await compare(
        t,
        register,
        '/events?',
        typed,
        events.filter(({ words }) => form.test([...words].join(' '))),
      );
  },

  'phrases find words in a row, within one passage': async (t, register, visits) => {
    const { events, own } = read(visits);
    const isOwn = new Set(own);
    const rows = some(events, 2000).flatMap(({ passages }) =>
      passages.flatMap((words) =>
        [2, 3]
          .map((length) => words.slice(1, 1 + length))
          .filter((part) => part.length > 1 && part.every((one) => isOwn.has(one))),
      ),
    );
    const phrases = some([...new Set(rows.map((part) => part.join(' ')))].sort(), 60);
    t.ok(phrases.length > 50);
    for (const one of phrases) {
      await compare(t, register, '/events?', `"${one}"`, events.filter(phrase(one.split(' '))));
      const backwards = one.split(' ').reverse();
      const found = events.filter(phrase(backwards));
      if (found.length > 0) await compare(t, register, '/events?', `“${backwards.join('-')}”`, found);
    }
  },

  'words are joined, alternated and excluded': async (t, register, visits) => {
    const { events, own, frequency } = read(visits);
    const common = own.filter((one) => frequency(one) > 25);
    const [first, second] = [some(common, 25), some(common.toReversed(), 25)];
    for (const [index, a] of first.entries()) {
      const b = second[index]!;
      const c = first[(index + 7) % first.length]!;
      const [hasA, hasB, hasC] = [a, b, c].map(word);
      for (const [typed, has] of [
        [`${a} ${b}`, (one) => hasA!(one) && hasB!(one)],
        [`${a} OR ${b}`, (one) => hasA!(one) || hasB!(one)],
        [`${a} -${b}`, (one) => hasA!(one) && !hasB!(one)],
        [`${a} ${b} OR ${c}`, (one) => hasA!(one) && (hasB!(one) || hasC!(one))],
        [`-${a} -${b}`, (one) => !hasA!(one) && !hasB!(one)],
      ] as [string, Has][]) {
        const found = events.filter(has);
        if (found.length > 0) await compare(t, register, '/events?', typed, found);
      }
    }
  },

  'the beginning of a word is enough with a star': async (t, register, visits) => {
    const { records, events, all } = read(visits);
    const parties = records.filter(({ kind }) => kind === 'party');
    const beginnings = some(all, 100)
      .map((one, index) => one.slice(0, 1 + (index % 7)))
      .filter((one) => parties.filter(prefix(one)).length <= MAX_PARTIES);
    t.ok(beginnings.length > 50);
    for (const one of new Set(beginnings))
      await compare(t, register, '/events?', `${one}*`, events.filter(prefix(one)));
  },

  'words hold together with the filters of a list, and dates tell what they leave out': async (t, register, visits) => {
    const { events, own, frequency } = read(visits);
    const rows = new Map(visits.rows.map((row) => [row.id, row]));
    const us = visits.partyOf('United States');
    const common = own.filter((one) => frequency(one) > 40);
    for (const one of some(common, 12)) {
      const found = events.filter(word(one));
      const rowOf = ({ id }: Seen) => rows.get(id)!;
      const inCountry = (code: string) => (seen: Seen) => rowOf(seen).parties.some(({ country }) => country === code);
      for (const code of ['US', 'GB', 'EG'])
        await compare(t, register, `/events?country=${code}&`, one, found.filter(inCountry(code)));
      await compare(
        t,
        register,
        `/events?party=${us}&role=host&kind=visit&`,
        one,
        found.filter((seen) =>
          rowOf(seen).parties.some(({ role, name }) => role === 'host' && visits.partyOf(name) === us),
        ),
      );
      for (const [from, to] of [
        ['1974-01-01', '1995-12-31'],
        ['1999-01-01', '1999-12-31'],
        ['2003-06-02', '2003-06-04'],
      ] as const) {
        const dated = found.map((seen) => ({ seen, date: rowOf(seen).date }));
        const certain = dated.filter(({ date }) => date.start >= from && date.end <= to);
        const possible = dated.filter(({ date }) => date.end >= from && date.start <= to);
        const url = `/events?q=${one}&from=${from}&to=${to}`;
        const { body } = await register.get(`${url}&total=true&limit=1`);
        t.equal(body.meta.total, certain.length, url);
        t.same(body.meta.left_out, { possible: possible.length - certain.length, undated: 0 }, url);
        t.equal(await total(register, `${url}&date_match=possible`), possible.length, `${url}, possible`);
        await compare(
          t,
          register,
          `/events?from=${from}&to=${to}&`,
          one,
          certain.map(({ seen }) => seen),
        );
      }
    }
  },

  'a search through everything finds parties and sources, too': async (t, register, visits) => {
    const { records } = read(visits);
    const words = [...ownWords(records).filter((_, index) => index % 60 === 0), 'history', 'departmenthistory'];
    for (const one of words) await compare(t, register, '/search?', one, records.filter(word(one)), [one]);
  },

  'pages of a search hold each match once, in its order': async (t, register, visits) => {
    const { records, events, own, frequency } = read(visits);
    const common = own.filter((one) => frequency(one) > 150);
    const words = [...some(common, 5), 'nato'];
    for (const [path, of] of [
      ['/search', records],
      ['/events', events],
    ] as const)
      for (const one of words) {
        const found = of.filter(word(one));
        const pages = await walked(register, `${path}?q=${one}`, 73);
        sameRecords(t, pages, found, `pages of ${path}?q=${one}`);
        inOrder(t, pages, found, [one], `order of ${path}?q=${one}`);
      }
    const [one] = words;
    const found = events.filter(word(one!)).map(({ id, day }) => `${day} ${id}`);
    const byDate = await walked(register, `/events?q=${one}&sort=date`, 50);
    t.same(
      byDate.map(({ id, date }) => `${date.earliest} ${id}`).map((key) => key.slice(0, 10)),
      found.map((key) => key.slice(0, 10)).sort(),
    );
  },
};

/** The visits, and the words that they have: all, and those without another form. */
function read(visits: Visits) {
  const records = recordsOf(visits);
  const events = records.filter(({ kind }) => kind === 'event');
  const counts = new Map<string, number>();
  for (const { words } of events) for (const one of words) counts.set(one, (counts.get(one) ?? 0) + 1);
  const frequency = (one: string) => counts.get(one) ?? 0;
  return { records, events, all: [...counts.keys()].sort(), own: ownWords(events), frequency };
}

/** Compares what is found with what should be: how many, which, and, of mere words, in which order. */
async function compare(
  t: Test,
  register: TestRegister,
  url: string,
  typed: string,
  expected: Seen[],
  words: string[] = [],
): Promise<void> {
  const address = `${url}q=${encodeURIComponent(typed)}&total=true&limit=200`;
  const { data, meta } = (await register.get(address)).body;
  t.equal(meta.total, expected.length, address);
  t.equal(meta.searched_for, undefined, `${address}: searched for as typed`);
  const ranking = expected.length === 0 ? undefined : expected.length > MAX_RANKED ? 'newest' : 'exact';
  t.equal(meta.ranking, ranking, `${address}: ranking`);
  if (expected.length <= MAX_RANKED) sameRecords(t, data, expected, address);
  if (words.length > 0) inOrder(t, data, expected, words, `${address}: order`);
}

const keyOf = ({ record, kind, id }: Json): string => `${record ?? kind}/${id}`;

const sameRecords = (t: Test, found: Json[], expected: Seen[], what: string) =>
  t.same(found.map(keyOf).sort(), expected.map((one) => keyOf({ record: one.kind, id: one.id })).sort(), what);

/** Those with the words in their names first, then the most recent; the order within a day isn't decided here. */
function inOrder(t: Test, found: Json[], expected: Seen[], words: string[], what: string) {
  const seen = new Map(expected.map((one) => [keyOf({ record: one.kind, id: one.id }), one]));
  // The names that are just what was typed come first, but all of them are parties.
  const rank = (one: Seen) => `${namedRank(one, ...words)} ${recency(one)}`;
  const ranks = expected.map(rank).sort().reverse().slice(0, found.length);
  t.same(
    found.map((one) => rank(seen.get(keyOf(one))!)),
    ranks,
    what,
  );
}
