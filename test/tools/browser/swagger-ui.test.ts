/** Swagger UI as a person uses it, in a real browser: `npm run tools`. Nothing may leave this machine. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { emptyFolder, serve } from '../../support/process.js';
import type { Json } from '../../support/register.js';
import { serveBehindNginx } from '../proxy/nginx.js';

// Compiled, this file stands where the packages of test/tools aren't found by themselves.
const { chromium }: typeof import('playwright-core') = createRequire(packageFile('test/tools/package.json'))(
  'playwright-core',
);

const KEY = 'a-key-for-the-browser-only';

/** Where Chromium is: as CHROMIUM says, or the first that this machine has. */
function installed(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names.map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim()).find(Boolean);
  const path = process.env.CHROMIUM ?? found;
  if (!path) throw new Error('there is no Chromium: install it (on Debian: apt-get install chromium), or set CHROMIUM');
  return path;
}

/** One that speaks to this machine alone, and doesn't call its maker. */
const start = (): Promise<Browser> =>
  chromium.launch({
    executablePath: installed(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });

/** What a page asked for and complained about. */
interface Seen {
  requests: string[];
  complaints: string[];
}

async function open(
  t: Test,
  at = '/docs/',
  started: Promise<{ address: string }> = serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: KEY }),
): Promise<{ page: Page; address: string; seen: Seen }> {
  const { address } = await started;
  const browser = await start();
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  const seen: Seen = { requests: [], complaints: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => {
    // A refused request is told on the console as well; the test looks at the answer itself.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      seen.complaints.push(message.text());
  });
  await page.goto(address + at);
  await page.waitForSelector('.opblock-tag');
  return { page, address, seen };
}

const operation = (tag: string, id: string): string => `#operations-${tag}-${id}`;

/** Unfolds an operation, as one does to see it. */
async function find(page: Page, tag: string, id: string): Promise<void> {
  await page.click(`${operation(tag, id)} .opblock-summary-control`);
  await page.waitForSelector(`${operation(tag, id)} .execute`);
}

/** Presses the button, and reads what is shown of the answer. */
async function execute(page: Page, tag: string, id: string): Promise<{ status: number; body: Json; url: string }> {
  const block = operation(tag, id);
  const answered = page.waitForResponse((response) => !response.url().includes('/docs'));
  await page.click(`${block} .execute`);
  const response = await answered;
  const shown = page.locator(`${block} .live-responses-table tbody .response-col_status`);
  await shown.filter({ hasText: new RegExp(`^\\s*${response.status()}`) }).waitFor();
  const text = await page.innerText(`${block} .live-responses-table .highlight-code pre`);
  return { status: response.status(), body: JSON.parse(text), url: response.url() };
}

async function authorise(page: Page): Promise<void> {
  await page.click('.auth-wrapper .authorize');
  await page.fill('.auth-container input', KEY);
  await page.click('.modal-ux .auth-btn-wrapper .authorize');
  await page.click('.modal-ux .btn-done');
}

t.test('find an operation, authorise, create a partnership, see the 201, read it back', async (t) => {
  const { page, address, seen } = await open(t);
  t.match(await page.innerText('.info .title'), /Entente/);

  await find(page, 'Partnerships', 'createPartnership');
  const refused = await execute(page, 'Partnerships', 'createPartnership');
  t.equal(refused.status, 401, 'without a key nothing is written');
  t.equal(refused.body.code, 'unauthorized', 'and the page shows why');

  await authorise(page);
  const created = await execute(page, 'Partnerships', 'createPartnership');
  t.equal(created.status, 201, 'the example can be sent as it stands');
  t.equal(created.body.id, 'pakistan-and-binance');
  t.equal(created.body.stage, 'partnership_announced');
  t.match(
    await page.innerText(`${operation('Partnerships', 'createPartnership')} .live-responses-table`),
    /location: \/partnerships\/pakistan-and-binance/,
    'the page shows the headers',
  );

  await find(page, 'Partnerships', 'getPartnership');
  const block = operation('Partnerships', 'getPartnership');
  await page.fill(`${block} tr[data-param-name="id"] input`, created.body.id);
  const read = await execute(page, 'Partnerships', 'getPartnership');
  t.equal(read.status, 200);
  t.equal(read.url.split('?')[0], `${address}/partnerships/pakistan-and-binance`);
  t.strictSame(read.body, created.body);

  t.strictSame(seen.complaints, [], 'the content security policy kept nothing from working');
  t.ok(seen.requests.length > 5);
  t.strictSame(
    seen.requests.filter((url) => !url.startsWith(`${address}/`) && !url.startsWith('data:')),
    [],
    'no request left the machine',
  );
});

t.test('a list is filtered by values that are chosen, and pages on', async (t) => {
  const { page, address, seen } = await open(t);
  await find(page, 'Partnerships', 'listPartnerships');
  const block = operation('Partnerships', 'listPartnerships');
  await page.selectOption(`${block} tr[data-param-name="stage"] select`, ['talks', 'signed']);
  await page.fill(`${block} tr[data-param-name="limit"] input`, '1');
  const first = await execute(page, 'Partnerships', 'listPartnerships');
  t.equal(first.status, 200);
  t.equal(decodeURIComponent(first.url), `${address}/partnerships?stage=talks,signed&limit=1`);
  t.equal(first.body.data.length, 1);

  await page.fill(`${block} tr[data-param-name="cursor"] input`, first.body.page.next);
  const second = await execute(page, 'Partnerships', 'listPartnerships');
  t.equal(second.body.data.length, 1);
  t.not(second.body.data[0].id, first.body.data[0].id);
  t.strictSame(seen.complaints, []);
});

t.test('an operation has an address of its own, and a change of it asks for the revision that was read', async (t) => {
  const { page, seen } = await open(t, '/docs/#/Parties/patchParty');
  await page.waitForSelector(`${operation('Parties', 'patchParty')} .execute`);
  await authorise(page);
  const patched = await execute(page, 'Parties', 'patchParty');
  t.equal(patched.status, 200);
  t.equal(patched.body.revision, 2);
  const outdated = await execute(page, 'Parties', 'patchParty');
  t.equal(outdated.status, 412);
  t.equal(outdated.body.code, 'precondition_failed');
  t.strictSame(seen.complaints, []);
});

/** A fixed amount of what Swagger UI does, to measure it by whatever the machine: objects from JSON, rows laid out. */
const FIXED_WORK = `(() => {
  const rows = Array.from({ length: 4_000 }, (_, at) => ({ at, name: 'member ' + at, values: [at, String(at), null] }));
  let read = 0;
  for (let round = 0; round < 20; round++) read += JSON.parse(JSON.stringify(rows)).length;
  const table = document.createElement('table');
  for (const { at, name, values } of rows) {
    const row = table.insertRow();
    for (const cell of [at, name, values]) row.insertCell().textContent = JSON.stringify(cell);
  }
  document.body.append(table);
  read += table.offsetHeight;
  table.remove();
  return read;
})()`;

t.test('an operation opens quickly, whatever it answers', async (t) => {
  const { page } = await open(t);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const clock = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  /** The seconds of processor time that the page's thread needs for this. */
  const taken = async (work: () => Promise<unknown>) => {
    const before = await clock();
    await work();
    return (await clock()) - before;
  };
  const unit = () => taken(() => page.evaluate(FIXED_WORK));
  await unit(); // the first time its code isn't compiled yet
  for (const [tag, id] of [
    ['Partnerships', 'listPartnerships'],
    ['Events', 'replaceEvent'],
  ] as const) {
    const before = await unit();
    const seconds = await taken(() => find(page, tag, id));
    const ratio = (2 * seconds) / (before + (await unit()));
    t.ok(ratio < 5, `${id} took ${seconds} s, ${ratio} times as long as the fixed work`);
  }
});

t.test('the page bears our name, and a lock is closed where a key is needed', async (t) => {
  const { page, seen } = await open(t);
  t.equal(await page.title(), 'Entente');
  t.equal(await page.locator('.topbar').count(), 0, 'without the bar of its makers');
  const lock = (tag: string, id: string) => page.locator(`${operation(tag, id)} .authorization__btn svg`);
  t.equal(await lock('Parties', 'listParties').getAttribute('class'), 'unlocked');
  t.equal(await lock('Parties', 'createParty').getAttribute('class'), 'locked');
  await authorise(page);
  t.equal(await lock('Parties', 'listParties').getAttribute('class'), 'unlocked');
  t.strictSame(seen.complaints, []);
});

for (const at of ['/docs', '/docs/'])
  t.test(`behind nginx, under a path, an operation is executed from ${at}`, async (t) => {
    const { page, address, seen } = await open(t, at, serveBehindNginx(t, emptyFolder(t)));
    await find(page, 'Parties', 'getParty');
    await page.fill(`${operation('Parties', 'getParty')} tr[data-param-name="id"] input`, 'pakistan');
    const read = await execute(page, 'Parties', 'getParty');
    t.equal(read.status, 200);
    t.equal(read.url, `${address}/parties/pakistan`);
    t.equal(read.body.id, 'pakistan');
    t.strictSame(seen.complaints, []);
    t.strictSame(
      seen.requests.filter((url) => !url.startsWith(`${address}/`) && !url.startsWith('data:')),
      [],
      'nothing is asked for beside the path',
    );
  });
