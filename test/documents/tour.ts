/** The tour of README, taken as a reader takes it. */
import { execFile, spawnSync } from 'node:child_process';
import { realpathSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Test } from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { emptyFolder } from '../support/process.js';
import { blocks, promised, section, shown } from './markdown.js';

/** What README prints where a reader's own address would stand. */
export const ADDRESS = 'http://127.0.0.1:3000';

export const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** A folder like a fresh clone, in which nothing was started yet. */
export function clone(t: Test): string {
  const folder = realpathSync(emptyFolder(t));
  symlinkSync(packageFile('db'), join(folder, 'db'));
  return folder;
}

/** Runs a command as a shell would, with nobody's own settings or proxies; answers what it prints. */
async function shell(cwd: string, command: string): Promise<string> {
  const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, HOME: cwd };
  return (await promisify(execFile)('sh', ['-euc', command], { cwd, env })).stdout;
}

/** Asks the service at an address all that README shows, in the folder that it was started in, and compares what it answers. */
export async function takeTour(t: Test, folder: string, address: string): Promise<void> {
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
}
