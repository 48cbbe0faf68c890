/** What lists say of real visits, held against counts of the file's own rows. */
import { parse } from 'csv-parse/sync';
import type { Json } from '../support/register.js';
import { type Ask, total, walked } from './asking.js';
import type { Row } from './visits.js';

export const LISTS: Record<string, Ask> = {
  'nothing is lost on the way in': async (t, register, { rows, records }) => {
    for (const [collection, written] of Object.entries(records))
      t.equal(await total(register, `/${collection}`), written.length, collection);
    const events = await walked(register, '/events?sort=id', 200);
    const titles = new Map(events.map(({ id, title }) => [id, title]));
    t.same(
      rows.filter(({ id, title }) => titles.get(id) !== title),
      [],
      'every title is what the file says',
    );
  },

  'each country has its visits': async (t, register, { rows }) => {
    const codes = new Set(rows.flatMap(({ parties }) => parties.flatMap(({ country }) => country ?? [])));
    t.ok(codes.size > 150);
    for (const code of codes) {
      const expected = rows.filter(({ parties }) => parties.some(({ country }) => country === code)).length;
      t.equal(await total(register, `/events?country=${code}`), expected, code);
    }
  },

  'each party has its visits, in either role, and those it shares with the United States': async (
    t,
    register,
    { rows, partyOf },
  ) => {
    const us = partyOf('United States');
    const parties = new Set(rows.flatMap(({ parties }) => parties.map(({ name }) => partyOf(name))));
    for (const id of parties) {
      const of = rows.filter(({ parties }) => parties.some(({ name }) => partyOf(name) === id));
      const hosted = of.filter(({ parties }) => parties.some((one) => one.role === 'host' && partyOf(one.name) === id));
      const made = of.filter(({ parties }) =>
        parties.some((one) => one.role === 'visitor' && partyOf(one.name) === id),
      );
      const shared = of.filter(({ parties }) => parties.some(({ name }) => partyOf(name) === us));
      t.equal(await total(register, `/events?party=${id}`), of.length, id);
      t.equal(await total(register, `/events?party=${id}&role=host`), hosted.length, `${id} as host`);
      t.equal(await total(register, `/events?party=${id}&role=attendee`), made.length, `${id} as visitor`);
      if (id !== us)
        t.equal(await total(register, `/events?between=${us},${id}`), shared.length, `${id} and the United States`);
    }
  },

  'persons and sources have theirs': async (t, register, { rows, personOf, sourceOf }) => {
    const persons = new Map<string, number>();
    const sources = new Map<string, number>();
    for (const {
      persons: [person],
      source,
    } of rows) {
      persons.set(personOf(person!), (persons.get(personOf(person!)) ?? 0) + 1);
      sources.set(sourceOf(source.url), (sources.get(sourceOf(source.url)) ?? 0) + 1);
    }
    // Those with the most visits, and those with the fewest.
    const byCount = [...persons].toSorted(([, one], [, other]) => other - one);
    for (const [id, expected] of [...byCount.slice(0, 30), ...byCount.slice(-30)])
      t.equal(await total(register, `/events?party=${id}`), expected, id);
    for (const [id, expected] of sources) t.equal(await total(register, `/events?source=${id}`), expected, id);
  },

  'one state is found by each of its names, and no other is': async (t, register, { records }) => {
    for (const { id, name, aliases = [] } of records.parties.filter(({ kind }) => kind !== 'person'))
      for (const one of [name, ...aliases.map((alias: Json) => alias.name)]) {
        const { body } = await register.get(`/parties?name=${encodeURIComponent(one)}`);
        t.same(
          body.data.map((party: Json) => party.id),
          [id],
          one,
        );
      }
  },

  'ranges of dates find what surely, what possibly lies in them, and tell what they left out': async (
    t,
    register,
    { rows },
  ) => {
    const ranges = [
      ['1866-01-01', '2025-12-31'],
      ['1874-12-15', '1874-12-20'],
      ['2001-09-11', '2001-09-11'],
      ...Array.from({ length: 16 }, (_, decade) => [`${1870 + 10 * decade}-01-01`, `${1879 + 10 * decade}-12-31`]),
      ...Array.from({ length: 12 }, (_, month) => [1, 15].map((day) => written(1999, month, day))),
    ] as [string, string][];
    for (const [from, to] of ranges)
      for (const country of ['', '&country=FR']) {
        const of = rows.filter(({ parties }) => country === '' || parties.some((party) => party.country === 'FR'));
        const certain = of.filter(({ date }) => date.start >= from && date.end <= to).length;
        const possible = of.filter(({ date }) => date.end >= from && date.start <= to).length;
        const url = `/events?from=${from}&to=${to}${country}`;
        const { body } = await register.get(`${url}&total=true&limit=1`);
        t.equal(body.meta.total, certain, url);
        t.same(body.meta.left_out, { possible: possible - certain, undated: 0 }, url);
        t.equal(await total(register, `${url}&date_match=possible`), possible, `${url}, possible`);
      }
  },

  'pages follow one another in order, whatever their size': async (t, register, { rows }) => {
    for (const [url, limit, of] of [
      ['/events?sort=date', 200, rows],
      ['/events?sort=-date', 150, rows],
      ['/events?sort=date&country=FR', 7, rows.filter(ofFrance)],
      ['/events?sort=-date&country=FR', 26, rows.filter(ofFrance)],
    ] as const) {
      const expected = of.toSorted(byDate).map(({ id }) => id);
      const found = (await walked(register, url, limit)).map(({ id }) => id);
      t.same(found, url.includes('-date') ? expected.reverse() : expected, url);
    }
  },

  'files hold the whole list, in its order': async (t, register, { rows }) => {
    for (const [query, of] of [
      ['', rows],
      ['&country=FR', rows.filter(ofFrance)],
    ] as const) {
      const expected = of.toSorted(byDate);
      const lines = (await register.get(`/events.ndjson?sort=date${query}`)).text.trimEnd().split('\n');
      t.same(
        lines.map((line) => JSON.parse(line).id),
        expected.map(({ id }) => id),
      );
      const { text } = await register.get(`/events.csv?sort=date${query}`);
      const table: Record<string, string>[] = parse(text, { columns: true });
      t.same(
        table.map(({ id, title, place_name }) => [id, title, place_name]),
        expected.map(({ id, title, location }) => [id, title, location ?? '']),
      );
    }
  },
};

const ofFrance = ({ parties }: Row): boolean => parties.some(({ country }) => country === 'FR');

/** In the default order: by the first day, the last, the id. */
function byDate(one: Row, other: Row): number {
  const [first, second] = [one, other].map(({ date, id }) => [date.start, date.end, id].join(' '));
  return first! < second! ? -1 : 1;
}

const written = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
