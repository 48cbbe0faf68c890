/** Several values of a parameter may be written in each of the styles that clients have. */
import t from 'tap';
import { expectProblem } from '../support/expect-problem.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
const { get, post } = register;
await populate(register);
for (const stage of ['talks', 'signed', 'denied'])
  await post('/partnerships', aPartnership({ id: stage, milestones: [{ stage, citations: [{ source: 'report' }] }] }));
await post('/events', anEvent({ id: 'meeting' }));

const ids = async (url: string): Promise<string[]> => {
  const { status, body } = await get(url);
  t.equal(status, 200, url);
  return body.data.map(({ id }: { id: string }) => id).sort();
};

t.test('commas, repetition, brackets and numbered brackets mean the same', async (t) => {
  for (const query of [
    'stage=talks,signed',
    'stage=talks&stage=signed',
    'stage[]=talks&stage[]=signed',
    'stage%5B%5D=talks&stage%5B%5D=signed',
    'stage[0]=talks&stage[1]=signed',
    'stage[]=talks,signed',
    'stage=talks&stage[]=signed',
    'stage[0]=talks&stage=signed&limit=200',
  ])
    t.same(await ids(`/partnerships?${query}`), ['signed', 'talks'], query);
  t.same(await ids('/partnerships?stage[]=talks'), ['talks']);
  t.same(await ids('/parties?name[]=Arcadia&name[]=The%20Gazette'), ['arcadia', 'gazette'], 'also names with commas');
  t.same(await ids('/partnerships?id[]=talks&expand[]=parties'), ['talks']);
  const { body } = await get('/changes?record[]=event&record[]=source');
  t.same(
    body.data.map(({ record }: { record: string }) => record),
    ['source', 'event'],
  );
});

t.test('what is wrong with it is told by the name that was sent', async (t) => {
  for (const name of ['stage[]', 'stage[0]', 'stage'])
    expectProblem(
      t,
      await get(`/partnerships?${encodeURIComponent(name)}=nonsense`),
      400,
      'invalid_parameter',
      `?${name} unknown_value`,
    );
  expectProblem(
    t,
    await get('/partnerships?stage[]=talks&stage[]=talks'),
    400,
    'invalid_parameter',
    '?stage[] duplicate',
  );
});

t.test('what takes one value has no brackets', async (t) => {
  for (const name of ['limit[]', 'sort[0]', 'cursor[]', 'nonsense[]', 'stage[x]', 'stage[][]', '[]', 'stage[-1]'])
    expectProblem(
      t,
      await get(`/partnerships?${encodeURIComponent(name)}=1`),
      400,
      'invalid_parameter',
      `?${name} unknown_parameter`,
    );
});

t.test('links of a list lead on in the style in which it was asked', async (t) => {
  const first = await get('/partnerships?stage[]=talks&stage[]=signed&limit=1&facets[]=stage');
  const next = /<([^>]*)>; rel="next"/.exec(String(first.headers.link))?.[1] ?? '';
  const second = await get(next);
  t.same([...first.body.data, ...second.body.data].map(({ id }) => id).sort(), ['signed', 'talks']);
  for (const { value, selected, href } of first.body.meta.facets.stage.buckets) {
    const wanted = selected ? ['signed', 'talks'].filter((one) => one !== value) : ['signed', 'talks', value].sort();
    t.same(await ids(href.replace('limit=1', 'limit=9')), wanted, href);
  }
});

t.test('what platforms put into links is refused, and the message says what it is', async (t) => {
  for (const name of ['fbclid', 'gclid', 'utm_source', 'utm_campaign', '_', 'msclkid'])
    for (const url of ['/partnerships', '/partnerships/talks', '/', '/search?q=arcadia']) {
      const address = `${url}${url.includes('?') ? '&' : '?'}${name}=1`;
      const [error] = expectProblem(t, await get(address), 400, 'invalid_parameter', `?${name} unknown_parameter`);
      t.match(error.detail, 'take it out of the address');
    }
});
