/** Names as people type them: misspelt, with other apostrophes, without accents. */
import { stemmer } from 'stemmer';
import type { Json } from '../support/register.js';
import { type Ask, some, total } from './asking.js';
import { phrase, recordsOf, type Seen, word, wordsOf } from './reader.js';
import type { Visits } from './visits.js';

const q = (typed: string) => `q=${encodeURIComponent(typed)}`;

export const NAMES: Record<string, Ask> = {
  'misspelt names of states and persons find their party': async (t, register, visits) => {
    const { parties } = visits.records;
    const records = recordsOf(visits);
    const known = new Set(records.flatMap(({ words }) => [...words].map((one) => stemmer(one))));
    for (const isPerson of [false, true]) {
      const called = parties.filter(({ kind }) => (kind === 'person') === isPerson);
      for (const { id, name } of some(called, 60)) {
        // Too many are called minister.
        const last = wordsOf(name).findLast((one) => /^[a-z]{6,}$/.test(one) && one !== 'minister');
        if (!last) continue;
        for (const typed of misspelt(last).filter((one) => !known.has(stemmer(one)))) {
          const { body } = await register.get(`/search?${q(typed)}&limit=25`);
          const found = [
            ...body.data.map((hit: Json) => hit.id),
            ...(body.meta.suggestions ?? []).map((one: Json) => one.party),
          ];
          t.ok(found.includes(id), `${typed} finds ${name} (searched for ${body.meta.searched_for})`);
        }
      }
    }
  },

  'the shape of an apostrophe makes no difference': async (t, register, visits) => {
    const { events, texts } = read(visits);
    const words = new Set(texts.flatMap((text) => text.match(/\p{L}+['’‘ʻ]\p{L}{2,}/gu) ?? []));
    t.ok(words.size > 15);
    for (const one of words) {
      const parts = wordsOf(one);
      const expected = idsOf(events.filter(phrase(parts)));
      for (const mark of ["'", '’', '‘', 'ʻ', '‛']) {
        const typed = one.replace(/['’‘ʻ]/u, mark).toUpperCase();
        const found = (await register.get(`/events?${q(typed)}&limit=200`)).body.data.map(({ id }: Json) => id);
        t.same(
          expected.filter((id) => !found.includes(id)),
          [],
          `${typed} finds all`,
        );
        t.equal(
          found.length,
          await total(register, `/events?${q(`"${parts.join(' ')}" OR ${parts.join('')}`)}`),
          typed,
        );
      }
    }
  },

  'accents make no difference': async (t, register, visits) => {
    const { events, texts } = read(visits);
    const words = new Set(
      texts
        .flatMap((text) => text.match(/[\p{L}\p{M}]+/gu) ?? [])
        .filter((one) => /[^\p{ASCII}]/u.test(one) && !/ʻ/.test(one)),
    );
    t.ok(words.size > 40);
    for (const one of words) {
      const [plain, ...others] = wordsOf(one);
      t.same(others, []);
      const has = word(plain!);
      const expected = idsOf(events.filter(has));
      let answer: string | undefined;
      for (const typed of [one, one.toUpperCase(), one.normalize('NFD'), plain!]) {
        const { data } = (await register.get(`/events?${q(typed)}&limit=200`)).body;
        const found = data.map(({ id }: Json) => id);
        answer ??= found.join();
        t.equal(found.join(), answer, `${typed} finds the same as ${one}`);
      }
      // A page shows no more; "Tô" is found with every "to".
      if (expected.length > 200) continue;
      t.same(
        expected.filter((id) => !answer?.split(',').includes(id)),
        [],
        `${one} finds all`,
      );
    }
  },
};

function read(visits: Visits) {
  const events = recordsOf(visits).filter(({ kind }) => kind === 'event');
  return { events, texts: visits.rows.flatMap(({ title, description }) => [title, description]) };
}

const idsOf = (records: Seen[]): string[] => records.map(({ id }) => id);

/** A letter left out, doubled, changed, and in longer names two in the wrong order, which changes most of a short one. */
function misspelt(name: string): string[] {
  const middle = Math.floor(name.length / 2);
  const [before, at, after] = [name.slice(0, middle), name[middle]!, name.slice(middle + 1)];
  return [
    before + after,
    before + at + at + after,
    `${before}${at === 'x' ? 'q' : 'x'}${after}`,
    ...(name.length > 5 ? [before.slice(0, -1) + at + before.slice(-1) + after] : []),
  ];
}
