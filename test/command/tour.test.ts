/** The documents are true: README's tour runs as it is written, and its tables say what the code says. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { STATUS } from '../../src/api/http/problem-schemas.js';
import { SETTINGS } from '../../src/config.js';
import { packageFile } from '../../src/db/package-file.js';
import { parseEdtf } from '../../src/model/dates/edtf.js';
import { FINDINGS } from '../../src/model/refusal.js';
import { STAGES } from '../../src/model/vocabulary/vocabulary.js';
import { emptyFolder, run, serve } from '../support/process.js';
import { type Json, openRegister } from '../support/register.js';

const document = (path: string): string => readFileSync(packageFile(path), 'utf8');
const README = document('README.md');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'db/example/README.md',
  'openapi/README.md',
  'openapi/sdk/README.md',
];

/** What README prints where a reader's own address and folder would stand. */
const ADDRESS = 'http://127.0.0.1:3000';
const FOLDER = '/home/you/entente';

/** The text under a heading, up to the next one of that level. */
function section(heading: string): string {
  const [, rest] = README.split(`\n## ${heading}\n`);
  if (rest === undefined) throw new Error(`README has no section "${heading}"`);
  return rest.split('\n## ')[0] ?? '';
}

/** The rows of a section's tables, without their heads. */
const rows = (heading: string): string[][] =>
  [...section(heading).matchAll(/^\| (.*) \|$(?!\n\|-)/gm)].map(([, row = '']) => row.split(' | '));

/** The words in code type, without those of the blocks. */
const codes = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

interface Block {
  language: string;
  code: string;
  /** The prose between this block and the next. */
  after: string;
}

function blocks(text: string): Block[] {
  const [, ...parts] = text.split(/^```(?=[a-z])/m);
  return parts.map((part) => {
    const [, language = '', code = '', after = ''] = /^([a-z]+)\n([\s\S]*?\n)```\n([\s\S]*)$/.exec(part) ?? [];
    return { language, code, after };
  });
}

/** A folder like a fresh clone, in which nothing was started yet. */
function clone(t: Test): string {
  const folder = realpathSync(emptyFolder(t));
  symlinkSync(packageFile('db'), join(folder, 'db'));
  return folder;
}

/** Runs a command as a shell would, with nobody's own settings or proxies; answers what it prints. */
async function shell(cwd: string, command: string): Promise<string> {
  const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, HOME: cwd };
  return (await promisify(execFile)('sh', ['-euc', command], { cwd, env })).stdout;
}

/** What an answer says of the members that are expected; lists are shown whole. */
function shown(answer: Json, expected: Json): Json {
  if (Array.isArray(answer) && Array.isArray(expected)) return answer.map((item, at) => shown(item, expected[at]));
  if (!isObject(answer) || !isObject(expected)) return answer;
  const names = Object.keys(expected).filter((name) => name in answer);
  return Object.fromEntries(names.map((name) => [name, shown(answer[name], expected[name])]));
}
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const hasCurl = spawnSync('curl', ['--version']).status === 0;

t.test("README's tour runs as it is written", { skip: !hasCurl && 'there is no curl here' }, async (t) => {
  const folder = clone(t);
  const { address, printed, stop } = await serve(t, folder);
  const start = blocks(section('Start')).find(({ language }) => language === 'text');
  t.equal(printed.replaceAll(address, ADDRESS).replaceAll(folder, FOLDER), start?.code, 'it prints what README shows');
  t.equal(statSync(join(folder, 'data/admin.key')).mode & 0o777, 0o600, 'only its owner can read the key');

  const [setUp, ...tour] = blocks(section('Five minutes with curl'));
  t.match(setUp?.code, `ENTENTE=${ADDRESS}\n`, 'the first block names the address');
  const preamble = setUp?.code.replace(ADDRESS, address) ?? '';

  for (const [index, { language, code, after }] of tour.entries()) {
    if (language !== 'sh') continue;
    const name = code.trim().split('\n').at(0) ?? '';
    const printed = await shell(folder, `${preamble}\n${code}`);
    const next = tour[index + 1];
    if (!code.startsWith('curl')) {
      t.equal(next?.language, 'text', `README shows what this prints: ${name}`);
      t.equal(printed, next?.code, name);
      continue;
    }
    const answers = [...printed.matchAll(/(.*)\n(\d{3})\n/g)].map(([, body = '', status]) => ({ body, status }));
    t.equal(answers.length, code.match(/^curl /gm)?.length, `every command is answered: ${name}`);
    const [, promised] = /\*\*(\d{3})\*\*/.exec(after) ?? [];
    for (const { status, body } of answers) t.equal(status, promised, name, { body });
    if (next?.language !== 'json') continue;
    const expected = JSON.parse(next.code);
    t.strictSame(shown(JSON.parse(answers.at(-1)?.body ?? ''), expected), expected, name);
  }

  t.equal(await stop('SIGINT'), 0, 'Ctrl+C stops the service');
  const again = await serve(t, folder);
  const kept = await again.get('/partnerships/lagoon-highland');
  t.equal(kept.stage, 'talks', 'what is in data stays for the next start');
});

t.test('the tour promises an answer to each step, and a refusal of the lie alone', async (t) => {
  const tour = blocks(section('Five minutes with curl'));
  const promised = tour
    .filter(({ code }) => code.startsWith('curl'))
    .map(({ after }) => /\*\*(\d{3})\*\*/.exec(after)?.[1]);
  t.strictSame(promised, ['200', '201', '201', '201', '422', '201', '200', '200']);
});

t.test('the quoted words of the example stand where README says, behind an emoji', async (t) => {
  const text = document('db/example/example-lagoon-gazette.txt');
  const points = [...text];
  t.equal(points.length, 827);
  t.equal(points.slice(214, 244).join(''), 'discussed signing a memorandum');
  t.notOk(text.slice(214).startsWith('discussed'), 'UTF-16 units are no code points here');
});

t.test("README's settings are those of the service", async (t) => {
  const settings = Object.entries(SETTINGS).map(([name, { fallback, help }]) => [
    `\`${name}\``,
    fallback === '' ? '–' : `\`${fallback}\``,
    help,
  ]);
  t.strictSame(rows('Settings'), settings);
});

t.test("README's commands are those of the command's help", async (t) => {
  const { stdout } = await run(t, emptyFolder(t), ['help']);
  const commands = [...stdout.matchAll(/^ {2}(entente .*)\n {6}(.*)$/gm)].map(([, usage, about]) => [
    `\`${usage}\``,
    about,
  ]);
  t.ok(commands.length > 0);
  t.strictSame(rows('Commands'), commands);
});

t.test("README's problems are those of the service", async (t) => {
  const listed = rows('Errors').map(([status, code = '']) => [code.replaceAll('`', ''), Number(status)]);
  const known = Object.entries(STATUS).map(([code, [status]]): [string, number] => [code, status]);
  t.strictSame(listed.toSorted(), known.toSorted());
});

t.test('the findings that are explained are those of the service', async (t) => {
  const [, table = ''] = document('openapi/README.md').split('\n## Findings\n');
  const listed = [...table.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  t.strictSame(listed, Object.entries(FINDINGS));
});

t.test("README's addresses are those of the contract, with their methods", async (t) => {
  const { app, get } = await openRegister(t);
  const listed = rows('All addresses').flatMap(([cell = '', methods = '']) =>
    codes(cell).map((path): [string, string] => [path, methods]),
  );
  const outside = ['/docs', '/openapi.json', '/openapi.yaml'];
  for (const path of outside) t.equal((await get(path, { accept: '*/*' })).status < 400, true, path);
  const known = Object.entries<Json>(app.swagger().paths as Json).map(([path, methods]): [string, string[]] => [
    path,
    Object.keys(methods).map((method) => method.toUpperCase()),
  ]);
  t.strictSame(
    listed.map(([path, methods]) => [path, methods.split(', ').sort()]).sort(),
    [...known, ...outside.map((path) => [path, ['GET']])].map(([path, methods]) => [path, [...methods!].sort()]).sort(),
  );
});

t.test("README's stages are those of the vocabulary, in their order", async (t) => {
  const [, paragraph = ''] = /(\*\*You write milestones[\s\S]*?)\n\n/.exec(section('The model in one picture')) ?? [];
  const named = codes(paragraph).filter((word) => word in STAGES);
  t.strictSame([...new Set(named)], Object.keys(STAGES));
});

t.test('every date that README names is accepted', async (t) => {
  const dates = rows('Uncertain dates').flatMap(([cell = '']) => codes(cell));
  t.ok(dates.length > 5);
  for (const edtf of dates) t.equal(parseEdtf(edtf).refused, undefined, edtf);
});

t.test('every list that README names can be asked for', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const addresses = codes(README).filter((code) => /^\/[a-z]+\?/.test(code));
  t.ok(addresses.length > 10);
  for (const address of addresses) {
    const { status, body, text } = await register.get(address);
    t.equal(status, 200, address);
    if (/format=/.test(address)) {
      t.ok(text.split('\n').length > 3, `${address} has lines`);
      continue;
    }
    const isEmpty = /from=/.test(address) && !/date_match/.test(address);
    t.equal(body.data.length === 0, isEmpty, `${address} finds ${isEmpty ? 'nothing' : 'something'}`);
    if (isEmpty) t.ok(body.meta.left_out.possible > 0 && body.meta.left_out.undated > 0, 'and says what it left out');
  }
});

t.test('what README asks for outside the tour is answered as it shows', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const all = blocks(README);
  let asked = 0;
  for (const [index, { code }] of all.entries()) {
    const [, address] = /^curl "\$ENTENTE(\/[^"]*)"\n$/.exec(code) ?? [];
    if (address === undefined) continue;
    const { text } = await register.get(address);
    // It shows the instant of another day.
    const shown = text.replaceAll(/(?<="at":")[^"]+/g, '2025-11-01T12:00:00.000Z');
    t.strictSame(JSON.parse(shown), JSON.parse(all[index + 1]?.code ?? ''), address);
    asked += 1;
  }
  t.ok(asked > 1);
});

t.test('every script, folder and page that the documents name exists', async (t) => {
  const { scripts, version } = JSON.parse(document('package.json'));
  for (const path of DOCUMENTS) {
    const text = document(path);
    for (const [, script = ''] of text.matchAll(/\bnpm run ([a-z:]+)/g)) t.ok(script in scripts, `npm run ${script}`);
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g))
      t.ok(existsSync(join(dirname(packageFile(path)), link)), `${path} links to ${link}`);
  }
  const texts = DOCUMENTS.map(document).join('\n');
  for (const script of Object.keys(scripts).filter((name) => !/^pre/.test(name)))
    t.match(texts, new RegExp(`npm (run )?${script}\\b`), `npm run ${script} is explained`);
  const folders = rows('Working on it').flatMap(([cell = '']) => codes(cell).filter((code) => !/npm/.test(code)));
  t.ok(folders.length > 10);
  for (const folder of folders) t.ok(existsSync(packageFile(folder)), folder);
  t.match(document('CHANGELOG.md'), `\n## [${version}]`, 'the change log tells of this version');
});
