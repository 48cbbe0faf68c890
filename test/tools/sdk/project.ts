/** A stranger's project: in an empty folder, with the packed client and with what other generators make of the contract. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { PROGRAMS } from '../../documents/markdown.js';
import { emptyFolder } from '../../support/process.js';
import type { Json } from '../../support/register.js';

const CONTRACT = packageFile('openapi/openapi.json');
const COMMANDS = ['test/tools/node_modules/.bin', 'node_modules/.bin'].map(packageFile);

/** The programs that the documents show, asking the service of a test. */
export const DOCUMENT_PROGRAMS = PROGRAMS.map((code) =>
  code.replace("'http://127.0.0.1:3000'", "process.env.ENTENTE ?? ''"),
);

export interface Outcome {
  code: number;
  output: string;
}

/** Runs a command as a stranger would: knowing nothing of the test runner, nor of the npm that started it, and without a network. */
export function command(cwd: string, file: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|node_options$)/i.test(name));
  const all = {
    ...Object.fromEntries(own),
    PATH: [...COMMANDS, process.env.PATH].join(delimiter),
    npm_config_offline: 'true',
  };
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { cwd, env: { ...all, npm_config_cache: join(cwd, '.npm'), ...env } },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, output: stdout + stderr }),
    );
  });
}

/** The same, where nothing but success makes sense. */
async function must(cwd: string, file: string, ...args: string[]): Promise<void> {
  const { code, output } = await command(cwd, file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: ${output}`);
}

const COMPILER_OPTIONS = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  types: ['node'],
  typeRoots: [packageFile('node_modules/@types')],
  rootDir: '.',
  outDir: 'out',
};

export interface Project {
  folder: string;
  /** What was installed. */
  installed: string;
  /** What the compiler said of all its programs. */
  compiled: Outcome;
  /** The installed package. */
  client: Json;
}

let made: Promise<Project> | undefined;

async function make(): Promise<Project> {
  const top = emptyFolder(t);
  // Packing compiles, and the checkout stays as it is.
  const source = join(top, 'sdk');
  cpSync(packageFile('openapi/sdk'), source, {
    recursive: true,
    filter: (path) => !['dist', 'node_modules'].includes(basename(path)),
  });
  const folder = join(top, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  await must(source, 'npm', 'pack', '--pack-destination', folder);
  const { name, version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  await must(folder, 'npm', 'install', `./${name}-${version}.tgz`);

  cpSync(packageFile('test/tools/sdk/consumers'), folder, { recursive: true });
  cpSync(packageFile('openapi/sdk/examples'), join(folder, 'examples'), { recursive: true });
  symlinkSync(packageFile('test/tools/node_modules/openapi-fetch'), join(folder, 'node_modules/openapi-fetch'));
  await must(folder, 'openapi-typescript', CONTRACT, '-o', 'entente.d.ts');
  await must(folder, 'orval', '--client', 'fetch', '--input', CONTRACT, '--output', 'orval.ts');
  for (const [at, program] of DOCUMENT_PROGRAMS.entries()) writeFileSync(join(folder, `document-${at}.ts`), program);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

  const installed = join(folder, 'node_modules/entente-client');
  return {
    folder,
    installed,
    compiled: await command(folder, 'tsc', []),
    client: await import(pathToFileURL(join(installed, 'dist/index.js')).href),
  };
}

/** The project, made when it is first asked for. */
export function project(): Promise<Project> {
  made ??= make();
  return made;
}

export type Answerer = (request: Request) => Response | Promise<Response>;

/** A client of the package whose requests are answered here, once each unless said. */
export async function answeredBy(answer: Answerer, options: object = {}): Promise<Json> {
  const { client } = await project();
  return client.createEntente({
    baseUrl: 'https://register.example/at/',
    fetch: async (request: Request) => answer(request),
    retries: 0,
    ...options,
  });
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  json({ status, code, detail: 'so it is' }, status, { 'content-type': 'application/problem+json', ...headers });
