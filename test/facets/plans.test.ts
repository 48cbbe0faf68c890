/** What counting asks of the database: walks along the index and look-ups, never a table from one end to the other. */
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { faults, openPlans, SCAN, SORT } from '../support/query-plans.js';

const COUNTED: Record<string, string> = {
  events: 'facets=kind,topic,outcome,party,country,year&histogram=date:month',
  partnerships: 'facets=stage,reached,topic,scope,party,country,evidence,year&histogram=stage_since:month',
  parties: 'facets=kind,country',
  sources: 'facets=kind,publisher,year&histogram=published:month',
};

const ASKED: Record<string, string[]> = {
  events: [
    ...['total=false', 'party=pakistan', 'country=PK&role=attendee', 'kind=meeting&topic=blockchain'],
    ...['from=2025-01-01&to=2025-12-31', 'from=2025-01-01&date_match=possible', 'from=2025-01-01&date_match=any'],
    ...['updated_since=2020-01-01T00:00:00Z', 'id=virtual-assets-ordinance-approval', 'topic=blockchain&sort=id'],
  ],
  partnerships: ['total=false', 'stage=signed', 'reached=talks&topic=blockchain', 'evidence=unchecked'],
  parties: ['total=false', 'kind=state', 'kind=state&country=PK'],
  sources: ['total=false', 'publisher=openvoicenews-pakistan', 'kind=news_article&from=2025-01-01'],
};

const SEVERAL: Record<string, string[]> = {
  events: ['party=pakistan,kyrgyzstan', 'topic=blockchain,regulation&kind=meeting,statement&from=2025-01-01'],
  partnerships: ['stage=signed,talks', 'reached=signed,talks&country=PK,KG'],
  parties: ['kind=state,company'],
  sources: ['kind=news_article,filing'],
};

const everywhere = (queries: Record<string, string[]>) =>
  Object.entries(queries).flatMap(([collection, all]) =>
    all.map((query) => `/${collection}?${query}&${COUNTED[collection]}`),
  );

t.test(
  'facets and histograms are walks along an index without a sort, and look-ups of what they find',
  sqliteOnly,
  async (t) => {
    const plansOf = await openPlans(t);
    for (const url of everywhere(ASKED)) t.same(faults((await plansOf(url)).plans, SCAN, SORT), [], url);
  },
);

t.test(
  'several values of a filter are gathered, so that each record is counted once; nothing else is',
  sqliteOnly,
  async (t) => {
    const plansOf = await openPlans(t);
    for (const url of everywhere(SEVERAL)) {
      const { plans } = await plansOf(url);
      t.same(faults(plans, SCAN, /TEMP B-TREE(?! FOR DISTINCT)/), [], url);
      t.same(
        faults(
          plans.filter(({ sql }) => !sql.includes('select distinct')),
          SORT,
        ),
        [],
        url,
      );
    }
  },
);
