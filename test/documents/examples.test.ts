/** What the documents show is what the service answers: addresses, requests, dates and programs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { parseEdtf } from '../../src/model/dates/edtf.js';
import { type Json, KEY, openRegister, writerKey } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';
import { blocks, codes, DOCUMENTS, PIECES, promised, rows, section, shown } from './markdown.js';

/** What stands for `{id}` in the addresses of the documents. */
const SOMEBODY: Record<string, string> = {
  partnerships: 'pakistan-hsx',
  events: 'pakistan-hsx-signing',
  parties: 'pakistan',
  sources: 'pakistan-united-states',
};

/** The addresses that a text names to be asked for; those that only take what is sent are left out. */
function addressesIn(text: string, paths: Json): string[] {
  const named = codes(text).map((code) => code.replace(/^GET (?=\/)/, ''));
  const asked = [...text.matchAll(/^curl (?:-N )?"\$ENTENTE(\/[^"]*)"$/gm)].map(([, address = '']) => address);
  const addresses = [...named, ...asked].filter((address) => {
    const [, first] = /^\/([a-z]+)\b[^\s…]*$/.exec(address) ?? [];
    return first !== undefined && `/${first}` in paths && (paths[address] === undefined || isAskable(paths[address]));
  });
  const filled = addresses.map((address) =>
    address.replace(/^\/(\w+)\/\{id\}/, (_, list: string) => `/${list}/${SOMEBODY[list]}`),
  );
  return [...new Set(filled)].filter((address) => !address.includes('{'));
}

/** Whether an address of the contract can be asked as it stands. */
const isAskable = ({ get }: Json): boolean =>
  get !== undefined && !get.parameters?.some((one: Json) => one.in === 'query' && (one.required || 'example' in one));

t.test('every address that a document names can be asked, and every list finds something', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const change = { summary: 'Agreements with a domestic exchange.' };
  await register.patch('/partnerships/pakistan-hsx', change, { 'if-match': '*' });
  await register.putText('pakistan-united-states', 'Nothing of what was quoted.');
  let asked = 0;
  for (const [document, text] of DOCUMENTS)
    for (const named of addressesIn(text, withWholeOperations(register.app.swagger()).paths)) {
      // The register of a test knows nothing of an earlier day.
      const address = named.replace(/(?<=recorded_at=)[^&]*/, new Date().toISOString());
      const { status, body, text: sent } = await register.get(address, { accept: '*/*', ...writerKey });
      const what = `${address} in ${document}`;
      t.equal(status, 200, what);
      asked += 1;
      if (/\.(csv|ndjson)/.test(address)) t.ok(sent.split('\n').length > 3, `${what} has lines`);
      if (!address.includes('?') || !Array.isArray(body?.data)) continue;
      const isEmpty = /from=/.test(address) && !/date_match/.test(address);
      t.equal(body.data.length === 0, isEmpty, `${what} finds ${isEmpty ? 'nothing' : 'something'}`);
      if (isEmpty) t.ok(body.meta.left_out.possible > 0 && body.meta.left_out.undated > 0, 'and says what it left out');
    }
  t.ok(asked > 50);
});

t.test('what documents ask for outside the tour is answered as they show', async (t) => {
  const register = await openRegister(t, { seeded: true });
  let asked = 0;
  for (const [document, text] of DOCUMENTS)
    for (const [index, { code }] of blocks(text).entries()) {
      const [, address] = /^curl "\$ENTENTE(\/[^"]*)"\n$/.exec(code) ?? [];
      if (address === undefined) continue;
      // It shows the instant of another day.
      const answer = (await register.get(address)).text.replaceAll(/(?<="at":")[^"]+/g, '2025-11-01T12:00:00.000Z');
      t.strictSame(JSON.parse(answer), JSON.parse(blocks(text)[index + 1]?.code ?? ''), `${address} in ${document}`);
      asked += 1;
    }
  t.ok(asked > 3);
});

t.test('what documents send outside the tour is answered as they show', async (t) => {
  const register = await openRegister(t, { seeded: true });
  let sent = 0;
  for (const [document, text] of DOCUMENTS)
    for (const [index, block] of blocks(text).entries()) {
      const [, address, data] = /^curl -w [\s\S]*"\$ENTENTE(\/[^"]*)"[\s\S]* -d '([\s\S]*)'\n$/.exec(block.code) ?? [];
      if (document === 'README.md' || address === undefined || data === undefined) continue;
      const { status, body } = await register.post(address, data);
      t.equal(String(status), promised(block), `${address} in ${document}`);
      const expected = JSON.parse(blocks(text)[index + 1]?.code ?? '');
      t.strictSame(shown(body, expected), expected, `${address} in ${document}`);
      sent += 1;
    }
  t.ok(sent > 1);
});

t.test('counts are those that the service answers', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const text = [...DOCUMENTS.values()].join('\n');
  const examples = [...text.matchAll(/`(\/[^`]*facets[^`]*)` counts\n\n```json\n(.*?)```/gs)];
  t.ok(examples.length > 0);
  for (const [, address = '', counted = ''] of examples)
    t.strictSame((await register.get(address)).body.meta.facets, JSON.parse(counted), address);
});

t.test('every date that a document names is accepted', async (t) => {
  const listed = rows('How a date is written').flatMap(([cell = '']) => codes(cell));
  t.ok(listed.filter((edtf) => parseEdtf(edtf).refused === undefined).length > 8);
  const all = [...DOCUMENTS.values()].flatMap(codes);
  const dates = all.filter((code) => /^[[(]?(\.\.\/?)?\d{4}(-[\dX]{2}){0,2}([~?%]|\.\.|[/[\]\d.-])*$/.test(code));
  for (const edtf of [...listed, ...dates].filter((code) => code !== 'edtf'))
    t.equal(parseEdtf(edtf).refused, undefined, edtf);
});

t.test('every block of JSON is JSON', async (t) => {
  for (const [document, text] of DOCUMENTS)
    for (const { language, code } of blocks(text).filter(({ language }) => language === 'json'))
      t.doesNotThrow(() => JSON.parse(code), `${document}: ${language} ${code.slice(0, 60)}`);
});

t.test('every piece of a program is part of an example, which is compiled and run', async (t) => {
  const folder = packageFile('openapi/sdk/examples');
  const examples = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  t.ok(PIECES.length > 8);
  for (const piece of PIECES)
    t.ok(
      examples.some((example) => example.includes(piece)),
      piece,
    );
});

t.test('the program that reads the stream with a key follows what is written', async (t) => {
  let connected = () => {};
  const isConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const register = await openRegister(t, {
    reading: 'key',
    before: (app) => app.addHook('onSend', async ({ url }) => void (url === '/changes/stream' && connected())),
  });
  const ENTENTE = await register.app.listen({ host: '127.0.0.1', port: 0 });
  const [program] = blocks(section('Where reading needs a key'));
  const follower = spawn(process.execPath, ['--input-type=module', '--eval', program?.code ?? ''], {
    env: { ENTENTE, KEY },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => follower.kill());
  await isConnected;
  await register.post('/parties', { id: 'told', kind: 'company', name: 'Told' });
  const [line] = await once(createInterface(follower.stdout), 'line');
  t.equal(line, 'changed: told');
});

t.test('the quoted words of the example stand where README says, behind an emoji', async (t) => {
  const text = readFileSync(packageFile('db/example/example-lagoon-gazette.txt'), 'utf8');
  const points = [...text];
  t.equal(points.length, 827);
  t.equal(points.slice(214, 244).join(''), 'discussed signing a memorandum');
  t.notOk(text.slice(214).startsWith('discussed'), 'UTF-16 units are no code points here');
});
