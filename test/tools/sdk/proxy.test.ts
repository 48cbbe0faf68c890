/** The published client through nginx, under a path: its pages go on to their end. */
import t from 'tap';
import { emptyFolder } from '../../support/process.js';
import type { Json } from '../../support/register.js';
import { serveBehindNginx } from '../proxy/nginx.js';
import { project } from './project.js';

const KEY = 'a-key-for-the-client-only';

t.test('its pages, its writes and its refusals work under a path', async (t) => {
  const { address } = await serveBehindNginx(t, emptyFolder(t), undefined, { ENTENTE_ADMIN_KEY: KEY });
  const { client } = await project();
  for (const baseUrl of [address, `${address}/`]) {
    const entente = client.createEntente({ baseUrl, key: KEY, retries: 0 });
    const lists: Record<string, (from: object) => Json> = {
      events: (from) => entente.listEvents(from),
      parties: (from) => entente.listParties({ sort: '-name', ...from }),
      search: (from) => entente.search({ q: 'Pakistan', ...from }),
      neighbours: (from) => entente.listPartyNeighbours({ id: 'pakistan', ...from }),
      changes: (from) => entente.listChanges(from),
    };
    for (const [name, list] of Object.entries(lists)) {
      const whole: Json[] = (await list({ limit: 200 })).data.data;
      const limit = Math.ceil(whole.length / 3);
      const items: Json[] = [];
      for await (const page of client.pages((from: object) => list({ limit, ...from }))) items.push(...page.data);
      t.ok(whole.length > 3, name);
      t.strictSame(items, whole, `${name}, page by page`);
    }
    const { error } = await entente.getEvent({ id: 'nobody' });
    t.equal(error.type, `${address}/problems/not_found`);
  }
  const entente = client.createEntente({ baseUrl: address, key: KEY });
  const made = await entente.createParty({ partyInput: { kind: 'company', name: 'One' } });
  t.equal(made.response.headers.get('location'), `${address}/parties/one`);
});
