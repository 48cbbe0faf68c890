/** How SQLite finds what holds by the clocks: along indexes alone, in their order. */
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN, SORT } from '../support/query-plans.js';

/** The index that pages go along. */
const BY_SORT = /SEARCH e USING (COVERING )?INDEX standing_by_sort \(clock=\? AND span=\?/;
const BY_STAGE = /SEARCH e USING (COVERING )?INDEX standing_by_stage \(clock=\? AND stage=\? AND span=\?/;

t.test('pages by the clocks go along indexes, without a scan and without sorting', sqliteOnly, async (t) => {
  const ask = await openPlans(t);
  for (const clock of [
    'true_on=2025-08-02',
    'published_until=2025-08-02',
    'true_on=2025-07-17&published_until=2025-08-02',
  ])
    for (const [filter, index] of [
      ['', BY_SORT],
      ['&stage=intent_announced,signed', BY_STAGE],
      ['&stage=unknown', BY_STAGE],
      ['&reached=talks', BY_SORT],
      ['&stage=talks&date_match=any', BY_SORT],
      ['&from=2025-01-01&to=2025-12-31', BY_SORT],
      ['&limit=1', BY_SORT],
    ] as const) {
      const url = `/partnerships?${clock}${filter}`;
      const { plans, next } = await ask(url);
      t.strictSame(faults(plans, SCAN, SORT), [], url);
      t.ok(
        plans.some(({ plan }) => plan.some((line) => index.test(line))),
        url,
      );
      if (next === undefined) continue;
      const later = await ask(`${url}&cursor=${next}`);
      t.strictSame(faults(later.plans, SCAN, SORT), [], `${url}, the next page`);
    }
});

t.test('events and sources by what had been published go along the index of their list', sqliteOnly, async (t) => {
  const ask = await openPlans(t);
  for (const url of [
    '/events?published_until=2025-08-02',
    '/events?published_until=2025-08-02&party=pakistan',
    '/sources?published_until=2025-08-02',
  ]) {
    const { plans } = await ask(url);
    t.strictSame(faults(plans, SCAN, SORT), [], url);
  }
});
