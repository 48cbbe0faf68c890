/** The tour in README runs as it is written. */
import { execFile, spawnSync } from 'node:child_process';
import { realpathSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { emptyFolder, serve } from '../support/process.js';
import { blocks, promised, section, shown } from './markdown.js';

/** What README prints where a reader's own address and folder would stand. */
const ADDRESS = 'http://127.0.0.1:3000';
const FOLDER = '/home/you/entente';

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

const hasCurl = spawnSync('curl', ['--version']).status === 0;

t.test("README's tour runs as it is written", { skip: !hasCurl && 'there is no curl here' }, async (t) => {
  const folder = clone(t);
  const { address, printed, stop } = await serve(t, folder);
  const start = blocks(section('Start', ['README.md'])).find(({ language }) => language === 'text');
  t.equal(printed.replaceAll(address, ADDRESS).replaceAll(folder, FOLDER), start?.code, 'it prints what README shows');
  t.equal(statSync(join(folder, 'data/admin.key')).mode & 0o777, 0o600, 'only its owner can read the key');

  const [setUp, ...tour] = blocks(section('Five minutes with curl'));
  t.match(setUp?.code, `ENTENTE=${ADDRESS}\n`, 'the first block names the address');
  const preamble = setUp?.code.replace(ADDRESS, address) ?? '';

  for (const [index, block] of tour.entries()) {
    const { language, code } = block;
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
    for (const { status, body } of answers) t.equal(status, promised(block), name, { body });
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
  const statuses = tour.filter(({ code }) => code.startsWith('curl')).map(promised);
  t.strictSame(statuses, ['200', '201', '201', '201', '422', '201', '200', '200']);
});
