/**
 * The lists that tap runs, each a process: every `*.test.js` of every compiled folder of tests, whoever added it.
 * A process takes some seconds until it has loaded and compiled all that it needs, so that several folders share one.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../src/db/package-file.js';

/** The engines that tests run on. */
export const ENGINES = ['sqlite', 'postgres'] as const;
export type Engine = (typeof ENGINES)[number];

/** Lists that are written for an engine, at most. */
const MAX_GROUPS = 13;

/** About how many seconds a folder takes: the longest begin first. A folder that is not named here takes one for each file. */
const SECONDS: Record<string, number> = {
  fuzz: 160,
  evidence: 90,
  maintenance: 90,
  search: 90,
  lists: 85,
  'real-data': 70,
  command: 60,
  clocks: 55,
  contract: 55,
  engine: 50,
  facets: 50,
  certificates: 45,
  moving: 45,
  refusals: 40,
  failures: 35,
  keys: 30,
  dates: 30,
  parties: 25,
  neighbours: 25,
  writing: 20,
  changes: 20,
  records: 20,
  stages: 15,
  gaps: 15,
};

/** Folders that no list is made of here: these lists themselves, and what has a package of its own. */
const LEFT_OUT = ['groups', 'tools'];

/**
 * Folders whose tests ask nothing of a database that the others don't: when all tests run on both, PostgreSQL is spared
 * them, which saves six minutes. `npm run test:postgres` runs them, too.
 */
const SPARED_ON_POSTGRES = [
  'command',
  'contract',
  'dates',
  'evidence',
  'facets',
  'fuzz',
  'gaps',
  'keys',
  'moving',
  'proxy',
  'real-data',
  'refusals',
];

interface Group {
  engine: Engine;
  folders: string[];
  seconds: number;
}

/** The files of a folder that hold tests. A file with tests that is not called so would never be run. */
function testsIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.js'));
  const hasTests = (file: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return /^import t from 'tap'/m.test(text) && /^\s*t\.test\(/m.test(text);
  };
  // Commands of their own are called `run`.
  const unnamed = files.filter((file) => !file.endsWith('.test.js') && file !== 'run.js' && hasTests(file));
  if (unnamed.length > 0) throw new Error(`these have tests, so call them .test.ts: ${folder}/${unnamed}`);
  return files.filter((file) => file.endsWith('.test.js'));
}

const HEAD: Record<Engine, string> = {
  sqlite: 'delete process.env.TEST_DATABASE_URL;',
  postgres: "if (!process.env.TEST_DATABASE_URL) throw new Error('TEST_DATABASE_URL names no server');",
};

/** Writes the lists of the tests in the folders of `top`, for each engine; returns their files, the longest first. */
export function makeGroups(top: string, engines: readonly Engine[]): string[] {
  const tests = new Map<string, string[]>();
  for (const one of readdirSync(packageFile(top), { withFileTypes: true })) {
    const isLeftOut = LEFT_OUT.includes(one.name) || !one.isDirectory();
    const files = isLeftOut ? [] : testsIn(packageFile(join(top, one.name)));
    if (files.length > 0) tests.set(one.name, files);
  }
  const others = new Map([...tests].filter(([folder]) => !SPARED_ON_POSTGRES.includes(folder)));
  const groups = engines
    .flatMap((engine) => groupsOf(engine, engine === 'postgres' && engines.length > 1 ? others : tests))
    .sort((one, other) => other.seconds - one.seconds || one.engine.localeCompare(other.engine));
  const target = join(top, 'groups');
  rmSync(packageFile(target), { recursive: true, force: true });
  mkdirSync(packageFile(target));
  return groups.map(({ engine, folders }, index) => {
    const files = folders.flatMap((folder) => (tests.get(folder) ?? []).map((file) => `../${folder}/${file}`));
    const name = join(target, `${String(index + 1).padStart(2, '0')}-${engine}-${folders.join('-')}.test.js`);
    // No test begins, and tap doesn't end, before all files have been loaded: some open a register first.
    writeFileSync(
      packageFile(name),
      `import t from 'tap';
${HEAD[engine]}
t.test('the files of this list are loaded', async () => {
${files.map((file) => `  await import('${file}');\n`).join('')}});
`,
    );
    return name;
  });
}

function groupsOf(engine: Engine, tests: ReadonlyMap<string, readonly string[]>): Group[] {
  const secondsOf = (folder: string): number => SECONDS[folder] ?? tests.get(folder)?.length ?? 0;
  const groups: Group[] = Array.from({ length: Math.min(MAX_GROUPS, tests.size) }, () => ({
    engine,
    folders: [],
    seconds: 0,
  }));
  for (const folder of [...tests.keys()].sort((one, other) => secondsOf(other) - secondsOf(one))) {
    const group = groups.reduce((least, one) => (one.seconds < least.seconds ? one : least));
    group.folders.push(folder);
    group.seconds += secondsOf(folder);
  }
  return groups;
}
