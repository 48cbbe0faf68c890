/** What searches ask of the database: the index of words, and then single records; never a table, never a sort. */
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN, SORT } from '../support/query-plans.js';

const WORDS = [
  'q=pakistan',
  'q=el+salvador',
  'q=pak*',
  'q=pakis*',
  'q=%22el+salvador%22',
  'q=crypto+OR+digital+-binance',
  'q=-binance',
];

t.test('a search looks words up in their index and records up by their places', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const words of WORDS)
    for (const more of ['', '&record=event,party', '&total=true', '&expand=record']) {
      const url = `/search?${words}${more}&limit=3`;
      const first = await plansOf(url);
      const second = first.next === undefined ? [] : (await plansOf(`${url}&cursor=${first.next}`)).plans;
      const plans = [...first.plans, ...second];
      t.same(faults(plans, SCAN, SORT), [], url);
      t.ok(
        plans.some(({ plan }) => plan.some((line) => /search_index VIRTUAL TABLE INDEX .*M/.test(line))),
        url,
      );
    }
});

t.test('so does a list with words and filters, which are words of the same index', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  const lists = [
    ...['/events?', '/events?party=pakistan&', '/events?kind=meeting&topic=blockchain&', '/events?country=PK,KG&'],
    ...['/partnerships?stage=signed,talks&', '/partnerships?party=pakistan&role=principal&', '/parties?kind=state&'],
    ...['/sources?kind=news_article&', '/events?from=2025-01-01&to=2025-12-31&', '/events?total=true&'],
  ];
  for (const list of lists)
    for (const words of WORDS) {
      const { plans } = await plansOf(`${list}${words}&limit=3`);
      t.same(faults(plans, SCAN), [], `${list}${words}`);
      // The words of names are counted by the parts that they share, when little was found.
      const others = plans.filter(({ sql }) => !sql.includes('name_trigram'));
      t.same(faults(others, SORT), [], `${list}${words}`);
    }
});

t.test('a name that is misspelt is looked up by parts of its words, which are counted', sqliteOnly, async (t) => {
  const plansOf = await openPlans(t);
  for (const words of ['q=Salvdor', 'q=bin+Sakib', 'q=Kirgyzstan'])
    t.same(faults((await plansOf(`/search?${words}`)).plans, SCAN), [], words);
});
