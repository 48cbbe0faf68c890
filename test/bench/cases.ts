/** What the benchmark asks, and what each answer may cost. */
import { COUNTRIES_ASKED, KINDS_ASKED, PARTIES, STAGES_ASKED, TOPICS_ASKED } from './records.js';
import { MARKS } from './words.js';

export interface Case {
  name: string;
  /** Asked in turn. */
  urls: string[];
  /** Which page; the first unless said. */
  page?: 'middle' | 'last';
  /** By how much the largest register may be slower than the smallest, or the most milliseconds that it may take. */
  bar?: { ratio: number } | { milliseconds: number };
}

const FLAT = { ratio: 1.25 };
const QUICK = { milliseconds: 2 };

const list = (name: string, ...urls: string[]): Case => ({ name, urls, bar: FLAT });
/** A list and how it goes on. */
const pages = (name: string, url: string): Case[] => [
  list(name, url),
  { ...list(`${name}, middle`, url), page: 'middle' },
  { ...list(`${name}, last page`, url), page: 'last' },
];
const informative = (name: string, url: string): Case => ({ name, urls: [url] });

const numbered = (prefix: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${from + index}`);

const lists: Case[] = [
  ...pages('events', '/events'),
  ...pages('partnerships', '/partnerships'),
  ...pages('parties', '/parties'),
  ...pages('sources', '/sources'),
  ...pages('party: common', `/events?party=${PARTIES.common}`),
  ...pages('party: middle', `/events?party=${PARTIES.middle}`),
  ...pages('party: rare', `/events?party=${PARTIES.rare}`),
  list('party: rarest', `/events?party=${PARTIES.rarest}`),
  list('party: another each time', ...numbered('/events?party=party-', 1, 40)),
  list('party: common, of partnerships', `/partnerships?party=${PARTIES.common}`),
  ...pages('country: common', `/events?country=${COUNTRIES_ASKED.common}`),
  list('country: rare', `/events?country=${COUNTRIES_ASKED.rare}`),
  ...STAGES_ASKED.map((stage) => list(`stage: ${stage}`, `/partnerships?stage=${stage}`)),
  ...KINDS_ASKED.flatMap((kind) => pages(`kind: ${kind}`, `/events?kind=${kind}`)),
  ...TOPICS_ASKED.flatMap((topic) => pages(`topic: ${topic}`, `/events?topic=${topic}`)),
  ...pages('dates: all', '/events?from=1990-01-01&to=2030-12-31'),
  ...pages('dates: ten years', '/events?from=2005-01-01&to=2014-12-31'),
  list('dates: a year, old', '/events?from=2001-01-01&to=2001-12-31'),
  ...pages('dates: a year, new', '/events?from=2024-01-01&to=2024-12-31'),
  ...pages('dates: half a year', '/events?from=2024-01-01&to=2024-06-30'),
  list('dates: from', '/events?from=2012-05-05'),
  list('dates: to', '/events?to=2012-05-05'),
  list('dates: of partnerships', '/partnerships?from=2005-01-01&to=2014-12-31'),
];

/** Pages by the clocks. */
const clocks: Case[] = [
  ...pages('on a day', '/partnerships?true_on=2012-05-05'),
  // Late enough that each stage fills a page of a small register.
  ...STAGES_ASKED.map((stage) => list(`on a day, stage: ${stage}`, `/partnerships?true_on=2022-05-05&stage=${stage}`)),
  list('published by a day', '/partnerships?published_until=2012-05-05'),
  list('by both clocks', '/partnerships?true_on=2012-05-05&published_until=2015-05-05'),
  list('events published by a day', '/events?published_until=2012-05-05'),
];

const check = (name: string, query: string): Case => ({
  name: `check: ${name}`,
  urls: [`/check?${query}`],
  bar: { milliseconds: 5 },
});
const checks: Case[] = [
  check('rare parties', `between=${PARTIES.common},${PARTIES.rare}&stage=signed`),
  check('a common party', `party=${PARTIES.common}&stage=signed`),
  check('by both clocks', `party=${PARTIES.rare}&stage=signed&true_on=2012-05-05&published_until=2015-05-05`),
  check('an event', `party=${PARTIES.middle}&event=${KINDS_ASKED[0]}`),
];

const words = (...all: string[]) => encodeURIComponent(all.join(' '));
const search = (name: string, q: string, more = ''): Case[] =>
  [
    ['/search', `search: ${name}`],
    ['/events', `events with words: ${name}`],
  ].flatMap(([route, full = '']): Case[] =>
    // What only events know is asked of events.
    more !== '' && route === '/search' ? [] : [{ name: full, urls: [`${route}?q=${q}${more}`], bar: QUICK }],
  );
const searches: Case[] = [
  ...search('rarest', MARKS.rarest),
  ...search('rare', MARKS.rare),
  ...search('common', MARKS.common),
  ...search('rare and common', words(MARKS.rare, MARKS.common)),
  ...search('common and rare', words(MARKS.common, MARKS.rare)),
  ...[1, 2, 3, 4, 6].flatMap((length) => search(`prefix of ${length}`, words(`${MARKS.common.slice(0, length)}*`))),
  ...search('a common party', MARKS.common, `&party=${PARTIES.common}`),
  ...search('a rare party', MARKS.common, `&party=${PARTIES.rare}`),
  ...search('a rare word of a common party', MARKS.rare, `&party=${PARTIES.common}`),
  ...search('the name of a common party', 'commonia'),
  ...search('the name of a rare party', 'rarity'),
  ...search('a common word and a common party', words(MARKS.common, 'commonia')),
  ...search('a topic', MARKS.common, `&topic=${TOPICS_ASKED[0]}`),
];

/** What takes longer the more records have the words. */
const wideSearches = [
  ...search('two common', words(MARKS.common, MARKS.alsoCommon)),
  ...search('two common that never meet', words(...MARKS.apart)),
  ...search('phrase', words(`"${MARKS.phrase}"`)),
  ...search('dates', MARKS.common, '&from=2001-01-01&to=2001-12-31'),
  ...search('common without common', words(MARKS.common, `-${MARKS.alsoCommon}`)),
].map(({ bar: _, ...one }): Case => one);

export const CASES: Case[] = [
  ...lists,
  ...clocks,
  ...checks,
  ...searches,
  ...wideSearches,
  informative('one event', '/events/event-77'),
  informative('total of all', '/events?total=true'),
  informative('total of a common party', `/events?party=${PARTIES.common}&total=true`),
  // A small register has not so much of one day as a page holds.
  informative('dates: a day', '/events?from=2024-01-01&to=2024-01-01'),
  informative('dates: possible', '/events?from=2012-01-01&to=2013-12-31&date_match=possible'),
  informative('dates: any', '/events?from=2012-01-01&to=2013-12-31&date_match=any'),
  informative('dates of a common party', `/events?party=${PARTIES.common}&from=2012-01-01&to=2013-12-31`),
  informative('party and topic, both common', `/events?party=${PARTIES.common}&topic=${TOPICS_ASKED[0]}`),
  informative('party and topic, both rare', `/events?party=${PARTIES.middle}&topic=${TOPICS_ASKED[1]}`),
  informative('between a common and a rare party', `/events?between=${PARTIES.common},${PARTIES.rare}`),
  informative('events by when they were written', '/events?sort=-updated_at'),
  informative('facets of partnerships', '/partnerships?facets=stage,topic'),
  informative('facets of events', '/events?facets=kind,topic'),
  informative('facets of a common party', `/events?party=${PARTIES.common}&facets=kind,topic`),
  informative('neighbours of a common party', `/parties/${PARTIES.common}/neighbours`),
  informative('names as one types', '/suggest?q=com'),
];
