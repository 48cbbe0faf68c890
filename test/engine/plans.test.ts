/** How PostgreSQL goes through its tables on the hot paths: along an index, with nothing gathered that a page doesn't need. */
import pg from 'pg';
import t from 'tap';
import { openPool } from '../../src/db/postgres/driver.js';
import { postgresOnly } from '../support/place.js';
import { writeRandomly } from '../support/random-register.js';
import { openRegister } from '../support/register.js';
import { writeMore } from './questions.js';

/** Lists with the index that each goes along. */
const LISTS: [url: string, index: string][] = [
  ...[
    '/events?',
    '/events?sort=date&',
    '/events?kind=meeting&',
    '/events?party=party-1,party-2&',
    '/partnerships?',
  ].map((url): [string, string] => [url, 'index_entry_pkey']),
  ['/events?party=party-1&kind=meeting&', 'index_entry_pkey'],
  ['/events?from=2021-01-01&to=2022-12-31&', 'index_entry_pkey'],
  ['/events?from=2021-01-01&date_match=possible&', 'index_entry_pkey'],
  ['/events?sort=-updated_at&source=source-0&', 'record_by_updated_at'],
  ['/events?sort=id&party=party-1&', 'record_pkey'],
];
const SEARCHES = [
  'ubiquity',
  'sometimes',
  'rarity',
  'singleton',
  'ubiquity sometimes',
  '"ubiquity and frequency"',
  'sel*',
];

/** Tables that grow with the register. */
const SCAN = /Seq Scan on (record|index_entry|change|change_entry|search_index|source_text)\b/;

t.test('lists walk along an index, and searches go through the index of lexemes', postgresOnly, async (t) => {
  const register = await openRegister(t);
  await writeRandomly(register, 7);
  await writeMore(register);
  const pool = openPool({ connectionString: register.url, max: 1 });
  t.teardown(() => pool.end());
  // The database may be removed before the server has heard that the connection is closed.
  pool.on('error', () => {});
  await pool.query('vacuum analyze');

  const asked: { text: string; values: unknown[] }[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...rest: unknown[]) {
    const [{ text, values }] = rest as [{ text?: string; values?: unknown[] }];
    if (text?.startsWith('select')) asked.push({ text, values: values ?? [] });
    return Reflect.apply(query, this, rest);
  } as typeof query;
  t.teardown(() => {
    pg.Client.prototype.query = query;
  });
  const plansOf = async (url: string): Promise<string[]> => {
    asked.length = 0;
    t.equal((await register.get(url)).status, 200, url);
    const plans: string[] = [];
    for (const { text, values } of asked.splice(0)) {
      const { rows } = await pool.query<Record<string, string>>(`explain ${text}`, values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    asked.length = 0;
    return plans;
  };

  for (const [list, index] of LISTS) {
    const url = `${list}limit=2`;
    const plans = await plansOf(url);
    t.same(
      plans.filter((plan) => SCAN.test(plan) || /Hash (Semi )?Join/.test(plan)),
      [],
      url,
    );
    t.ok(
      plans.some((plan) => plan.includes(index)),
      url,
    );
  }
  for (const words of SEARCHES) {
    const url = `/search?q=${encodeURIComponent(words)}&limit=2`;
    const plans = await plansOf(url);
    t.ok(
      plans.some((plan) => /Bitmap Index Scan on search_index_lexemes/.test(plan)),
      url,
    );
    t.same(
      plans.filter((plan) => SCAN.test(plan)),
      [],
      url,
    );
  }
});
