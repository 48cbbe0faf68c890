import t from 'tap';
import { openRegister, populate } from '../support/register.js';

const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const COUNTRIES =
  'PK,KG,SV,US,FR,DE,AT,BE,BG,CH,CN,CZ,DK,EE,ES,FI,GB,GR,HR,HU,IE,IN,IS,IT,JP,KZ,LT,LU,LV,MT,NL,NO,PL,PT,RO,SE,SI,SK,TJ,TM,TR,UA,UZ,BR,AR,CL,CO,MX,PE,UY,ZA,EG,MA,TN';

t.test('a list takes as many alternatives as its contract allows, in all filters at once', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const parties = ['pakistan', 'kyrgyzstan', ...numbered(98, 'nobody-')].join();
  const roles = 'host,attendee,speaker,signatory,enacting_authority,subject';
  const sources = ['pakistan-kyrgyzstan', ...numbered(99, 'nothing-')].join();
  const plain = await register.get('/events?party=pakistan,kyrgyzstan&country=PK,KG,SV,US&limit=200&total=true');
  for (const url of [
    `/events?party=${parties}&role=${roles}&country=${COUNTRIES}&limit=200&total=true`,
    `/events?party=${parties}&country=${COUNTRIES}&limit=200&total=true`,
  ]) {
    const { status, body } = await register.get(url);
    t.equal(status, 200);
    t.equal(body.meta.total, plain.body.meta.total);
    t.strictSame(body.data, plain.body.data);
  }
  const cited = await register.get(
    `/events?party=${parties}&role=${roles}&source=${sources}&total=true&from=2020-01-01`,
  );
  t.equal(cited.status, 200);
});

t.test('names of any length can be paged through', async (t) => {
  const register = await openRegister(t);
  for (const end of ['a', 'b', 'c'])
    await register.post('/parties', { kind: 'company', name: `${'🤝é'.repeat(499)}${end}` });
  const seen: string[] = [];
  let cursor = '';
  do {
    const { status, body } = await register.get(`/parties?limit=1${cursor && `&cursor=${cursor}`}`);
    t.equal(status, 200);
    seen.push(body.data[0].id);
    cursor = body.page.next ?? '';
  } while (cursor !== '');
  t.equal(new Set(seen).size, 3);
});

t.test('a cursor that somebody made up is refused', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { body } = await register.get('/parties?limit=1');
  const bytes = Buffer.from(body.page.next, 'base64url');
  for (const forged of ['not JSON', '[1,2]', '{}', '["only one"]'])
    t.equal(
      (
        await register.get(
          `/parties?limit=1&cursor=${Buffer.concat([bytes.subarray(0, 16), Buffer.from(forged)]).toString('base64url')}`,
        )
      ).status,
      400,
    );
});

t.test('what was written lately is found in every order', async (t) => {
  let minute = 0;
  const register = await openRegister(t, { now: () => new Date(Date.UTC(2025, 0, 1, 0, minute++)) });
  for (const id of ['d', 'b', 'c', 'a']) await register.post('/parties', { id, kind: 'company', name: id });
  for (const [sort, expected] of [
    ['name', 'abc'],
    ['-name', 'cba'],
    ['id', 'abc'],
    ['created_at', 'bca'],
    ['-updated_at', 'acb'],
  ]) {
    const { body } = await register.get(`/parties?updated_since=2025-01-01T00:01:00Z&sort=${sort}&total=true`);
    t.equal(body.data.map(({ id }: { id: string }) => id).join(''), expected);
    t.equal(body.meta.total, 3);
  }
});
