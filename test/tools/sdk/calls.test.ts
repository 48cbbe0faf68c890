/** What the published client sends, and what it makes of answers, whoever gives them. */
import t from 'tap';
import type { Json } from '../../support/register.js';
import { type Answerer, answeredBy, json, problem, project } from './project.js';

/** The request that a call sends. */
async function sent(call: (entente: Json) => Promise<unknown>, options: object = {}): Promise<Request> {
  const requests: Request[] = [];
  const entente = await answeredBy((request) => {
    requests.push(request);
    return json({ data: [], page: { limit: 25 } });
  }, options);
  await call(entente);
  const [request] = requests;
  if (!request || requests.length > 1) throw new Error(`${requests.length} requests`);
  return request;
}

t.test('every parameter goes where the contract wants it', async (t) => {
  const list = await sent((entente) =>
    entente.listPartnerships({ stage: ['signed', 'talks'], expand: ['parties'], limit: 2, total: true }),
  );
  t.equal(list.url, 'https://register.example/at/partnerships?stage=signed,talks&expand=parties&limit=2&total=true');
  const names = await sent((entente) => entente.listParties({ name: ['Smith, Sons', 'PTV'] }));
  t.strictSame(new URL(names.url).searchParams.getAll('name'), ['Smith, Sons', 'PTV']);

  const put = await sent((entente) =>
    entente.replaceParty(
      { id: 'a-b', 'If-Match': '"3"', 'Change-Reason': 'why', partyInput: { kind: 'company', name: 'é' } },
      { headers: { 'X-Of-Ours': 'yes' } },
    ),
  );
  t.equal(`${put.method} ${put.url}`, 'PUT https://register.example/at/parties/a-b');
  t.match(Object.fromEntries(put.headers), {
    'if-match': '"3"',
    'change-reason': 'why',
    'content-type': 'application/json',
    'x-of-ours': 'yes',
  });
  t.strictSame(await put.json(), { kind: 'company', name: 'é' });

  const patch = await sent((entente) =>
    entente.patchParty({ id: 'a', 'If-Match': '*', partyPatch: { summary: null } }),
  );
  t.equal(patch.headers.get('content-type'), 'application/merge-patch+json');
  t.strictSame(await patch.json(), { summary: null });
});

t.test('the key is sent when there is one, and asked for anew before each call', async (t) => {
  const authorization = async (key?: unknown) =>
    (await sent((entente) => entente.listParties(), { key })).headers.get('authorization');
  t.equal(await authorization(), null);
  t.equal(await authorization(''), null);
  t.equal(await authorization('a-key'), 'Bearer a-key');
  t.equal(await authorization(() => undefined), null);
  t.equal(await authorization(async () => 'later'), 'Bearer later');
  let asked = 0;
  const seen: (string | null)[] = [];
  const entente = await answeredBy(
    (request) => {
      seen.push(request.headers.get('authorization'));
      return json({});
    },
    { key: () => `key-${++asked}` },
  );
  await entente.getHome();
  await entente.createParty({ partyInput: {} });
  t.strictSame(seen, ['Bearer key-1', 'Bearer key-2']);
});

t.test('an id that would name another resource is not sent', async (t) => {
  const entente = await answeredBy(() => {
    throw new Error('it was sent');
  });
  for (const id of ['', '.', '..'])
    await t.rejects(entente.deleteParty({ id, 'If-Match': '*' }), { name: 'TypeError', message: /^id can't be/ }, id);
  const request = await sent((entente) => entente.getParty({ id: '../a?b#c' }));
  t.equal(request.url, 'https://register.example/at/parties/..%2Fa%3Fb%23c');
});

t.test('an answer that comes in several media types is read as what it is', async (t) => {
  const styles: Record<string, [string, unknown]> = {
    plain: ['text/plain; charset=utf-8', 'Entente, “HSX”.'],
    bibtex: ['application/x-bibtex', '@misc{hsx}'],
    'csl-json': ['application/vnd.citationstyles.csl+json', [{ id: 'hsx', title: 'HSX' }]],
    ris: ['application/x-research-info-systems', 'TY  - ENCYC'],
  };
  const cited = await answeredBy((request) => {
    const [type, body] = styles[new URL(request.url).searchParams.get('style') ?? 'plain']!;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { headers: { 'content-type': type } });
  });
  for (const [style, [, body]] of Object.entries(styles))
    t.strictSame((await cited.citeParty({ id: 'hsx', style })).data, body, style);

  const review = { '@type': 'ClaimReview' };
  const checked = await answeredBy((request) =>
    json(review, 200, { 'content-type': request.headers.get('accept') ?? 'text/plain' }),
  );
  const headers = { Accept: 'application/ld+json' };
  t.strictSame((await checked.checkStatement({ between: ['a', 'b'] }, { headers })).data, review);
});

const strangers: Record<string, Answerer> = {
  'a page of a proxy': () =>
    new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  'a page of a network that wants a login': () =>
    new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } }),
  'plain text': () => new Response('OK', { headers: { 'content-type': 'text/plain' } }),
  'nothing at all': () =>
    new Response(null, { headers: { 'content-type': 'application/json', 'content-length': '0' } }),
  'nothing, and no word of what it is': () => new Response(null),
  'an error of another service': () => json({ message: 'Forbidden' }, 403),
  'a problem of another service': () => json({ title: 'No' }, 403, { 'content-type': 'application/problem+json' }),
  'a problem that is cut off': () =>
    new Response('{"code": "not_fou', { status: 404, headers: { 'content-type': 'application/problem+json' } }),
  'an unexpected redirection': () => new Response(null, { status: 300 }),
};

for (const [what, answer] of Object.entries(strangers))
  t.test(`${what} is thrown and never given as an answer`, async (t) => {
    const { UnexpectedAnswerError } = (await project()).client;
    for (const throwOnError of [false, true]) {
      const entente = await answeredBy(answer, { throwOnError });
      const thrown = await entente.listParties().catch((error: unknown) => error);
      t.ok(thrown instanceof UnexpectedAnswerError && thrown instanceof Error, String(thrown));
      const { status } = await answer(new Request('https://register.example/'));
      t.equal(thrown.status, status);
      t.equal(thrown.response.status, status);
    }
  });

t.test('an answer that breaks off is thrown', async (t) => {
  const entente = await answeredBy(
    () => new Response('{"data": [', { headers: { 'content-type': 'application/json' } }),
  );
  await t.rejects(entente.listParties(), { name: 'SyntaxError' });
});

t.test('a failure of the network is thrown as it is', async (t) => {
  const failure = new TypeError('fetch failed');
  for (const throwOnError of [false, true]) {
    const entente = await answeredBy(() => Promise.reject(failure), { throwOnError });
    t.equal(await entente.listParties().catch((error: unknown) => error), failure);
  }
});

t.test('pages are asked for with the same parameters until there is no next one, or nobody wants it', async (t) => {
  const { items, pages } = (await project()).client;
  const asked: string[] = [];
  const entente = await answeredBy((request) => {
    const { search, searchParams } = new URL(request.url);
    asked.push(search);
    const number = Number(searchParams.get('cursor') ?? 1);
    return json({
      data: [`${number}a`, `${number}b`],
      page: { limit: 2, ...(number < 3 && { next: `${number + 1}` }) },
    });
  });
  const list = (from: object) => entente.listParties({ kind: ['state'], limit: 2, ...from });
  const all: string[] = [];
  for await (const item of items(list)) all.push(item);
  t.strictSame(all, ['1a', '1b', '2a', '2b', '3a', '3b']);
  t.strictSame(asked, ['?kind=state&limit=2', '?kind=state&limit=2&cursor=2', '?kind=state&limit=2&cursor=3']);

  asked.length = 0;
  for await (const item of items(list)) if (item === '1b') break;
  for await (const page of pages(list)) if (page.data) break;
  t.equal(asked.length, 2);
});

t.test('a list that is always asked for its first page is noticed', async (t) => {
  const { items } = (await project()).client;
  const entente = await answeredBy(() => json({ data: [1], page: { limit: 1, next: 'same' } }));
  const seen: unknown[] = [];
  await t.rejects(
    (async () => {
      for await (const item of items(() => entente.listParties())) seen.push(item);
    })(),
    { name: 'TypeError', message: /pass on/ },
  );
  t.strictSame(seen, [1, 1]);
});

t.test('a refusal between two pages is thrown, whether calls throw or not', async (t) => {
  const { items, ProblemError } = (await project()).client;
  for (const throwOnError of [false, true]) {
    const entente = await answeredBy(
      ({ url }) =>
        url.includes('cursor') ? problem(400, 'invalid_parameter') : json({ data: [1], page: { next: 'x' } }),
      { throwOnError },
    );
    const seen: unknown[] = [];
    const thrown = await (async () => {
      for await (const item of items((from: object) => entente.listParties(from))) seen.push(item);
    })().catch((error: unknown) => error);
    t.ok(thrown instanceof ProblemError);
    t.match(thrown, { code: 'invalid_parameter', status: 400, message: '400 invalid_parameter: so it is' });
    t.strictSame(seen, [1]);
  }
});
