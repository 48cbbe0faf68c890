/** How the project is laid out: which way imports go, who knows what, and how long a file may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import t from 'tap';
import ts from 'typescript';
import { packageFile } from '../../src/db/package-file.js';

interface File {
  /** From the package's top: src/model/edtf.ts. */
  path: string;
  text: string;
  /** What it imports of ours, also for types alone, by path. */
  ours: string[];
  /** The names of the packages and platform modules that it imports. */
  others: string[];
}

const top = packageFile('.');

function filesIn(folder: string): File[] {
  return readdirSync(packageFile(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)))
    .sort()
    .map((path): File => {
      const text = readFileSync(packageFile(path), 'utf8');
      const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      const [own, others] = [true, false].map((isOwn) => imported.filter((name) => name.startsWith('.') === isOwn));
      return {
        path,
        text,
        ours: own!.map((name) => normalize(join(dirname(path), name)).replace(/\.js$/, '.ts')),
        others: others!,
      };
    });
}

const src = filesIn('src');
const test = filesIn('test');

/** The rooms of a folder, from the top of its imports to the bottom; those of one line do not know one another. */
type Layers = readonly (readonly string[])[];

const ROOMS: Layers = [
  ['bin'],
  ['app.ts', 'config.ts', 'maintenance', 'transfer'],
  ['api'],
  ['resources'],
  ['register'],
  ['db'],
  ['model'],
];
const WITHIN: Record<string, Layers> = {
  api: [
    ['batch', 'certificates', 'changes', 'check', 'citing', 'keys', 'neighbours', 'search', 'texts'],
    ['records'],
    ['contract'],
    ['http'],
  ],
  resources: [
    ['index.ts'],
    ['events', 'parties', 'partnerships', 'sources'],
    ['corroboration.ts', 'entries.ts', 'participants.ts', 'unknowns.ts'],
    ['part-of.ts'],
  ],
  register: [
    ['list'],
    ['certificates', 'search', 'write'],
    ['index'],
    ['read'],
    ['log'],
    ['document'],
    ['definition.ts'],
  ],
};

/** The part of a path at a depth: `src/model/edtf.ts` has `model` at 1. */
const partOf = (path: string, depth: number): string => path.split('/')[depth]!;
const layerOf = (part: string, layers: Layers): number => layers.findIndex((layer) => layer.includes(part));

/** The imports of files that lead to a room beside theirs, or to one above it. */
function upward(files: readonly File[], depth: number, layers: Layers): string[] {
  return files.flatMap(({ path, ours }) =>
    ours
      .filter((to) => files.some((one) => one.path === to) && partOf(to, depth) !== partOf(path, depth))
      .filter((to) => layerOf(partOf(to, depth), layers) <= layerOf(partOf(path, depth), layers))
      .map((to) => `${path} → ${to}`),
  );
}

t.test('every folder and file of src has its place among the rooms', async (t) => {
  const strange = (files: readonly File[], depth: number, layers: Layers) => [
    ...new Set(files.map(({ path }) => partOf(path, depth)).filter((part) => layerOf(part, layers) < 0)),
  ];
  t.same(strange(src, 1, ROOMS), []);
  for (const [room, layers] of Object.entries(WITHIN))
    t.same(
      strange(
        src.filter(({ path }) => partOf(path, 1) === room),
        2,
        layers,
      ),
      [],
      room,
    );
  t.ok(src.length > 50, 'all files were found');
});

t.test('imports lead to files that are there', async (t) => {
  const known = new Set([...src, ...test].map(({ path }) => path));
  t.same(
    src.flatMap(({ path, ours }) => ours.filter((to) => !known.has(to)).map((to) => `${path} → ${to}`)),
    [],
  );
});

t.test('imports go down only, from room to room', async (t) => {
  t.same(upward(src, 1, ROOMS), []);
  for (const [room, layers] of Object.entries(WITHIN))
    t.same(
      upward(
        src.filter(({ path }) => partOf(path, 1) === room),
        2,
        layers,
      ),
      [],
      room,
    );
});

t.test('src imports nothing of test', async (t) => {
  t.same(
    src.filter(({ ours }) => ours.some((to) => !to.startsWith('src/'))).map(({ path }) => path),
    [],
  );
});

t.test('model is pure: no database, no HTTP, no files', async (t) => {
  const model = src.filter(({ path }) => partOf(path, 1) === 'model');
  const impure =
    /^(node:)?(fs|http|https|net|child_process|worker_threads|timers)|^(fastify|kysely|better-sqlite3|pg|@fastify)/;
  t.same(
    model.flatMap(({ path, ours, others }) => [
      ...ours.filter((to) => partOf(to, 1) !== 'model').map((to) => `${path} → ${to}`),
      ...others.filter((name) => impure.test(name)).map((name) => `${path} → ${name}`),
    ]),
    [],
  );
});

t.test('files do not import one another in a circle', async (t) => {
  const imports = new Map(src.map(({ path, ours }) => [path, ours]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || done.has(path)) return;
    for (const to of imports.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of src) visit(path, []);
  t.same(circles, []);
});

t.test('only the engines import a driver', async (t) => {
  const drivers = /^(better-sqlite3(-13)?|pg|pg-.*|postgres|sqlite3|node:sqlite)$/;
  const strange = src.filter(
    ({ path, others }) => !/^src\/db\/(sqlite|postgres)\//.test(path) && others.some((name) => drivers.test(name)),
  );
  t.same(
    strange.map(({ path }) => path),
    [],
  );
});

t.test('only what speaks HTTP imports what HTTP is spoken with', async (t) => {
  const strange = src.filter(
    ({ path, others }) =>
      partOf(path, 1) !== 'api' &&
      path !== 'src/app.ts' &&
      others.some((name) => /^(@?fastify|node:http|http|https|node:https)(\/|$)/.test(name)),
  );
  t.same(
    strange.map(({ path }) => path),
    [],
  );
});

t.test('no file is longer than 300 lines', async (t) => {
  t.same(
    [...src, ...test].filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path),
    [],
  );
});

t.test('no folder of src has more than 16 files', async (t) => {
  const counts = new Map<string, number>();
  for (const { path } of src) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  t.same(
    [...counts].filter(([, count]) => count > 16),
    [],
  );
});

t.test('a file opens with a sentence of purpose', async (t) => {
  const silent = src.filter(({ text }) => !/^(#!.*\n)?\/\*\* ?[\s\S]*?[.:?]\s*\*\//.test(text));
  t.same(
    silent.map(({ path }) => path),
    [],
  );
});

t.test('there are no barrels and no utils', async (t) => {
  const isBarrel = ({ text }: File) =>
    text
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .split(';')
      .filter((statement) => statement.trim() !== '')
      .every((statement) => /^\s*export\s+(type\s+)?(\*|\{[^}]*\})[\s\S]*from/.test(statement));
  t.same(
    src.filter((file) => isBarrel(file) || /\/(utils?|helpers?|common)\b/.test(file.path)).map(({ path }) => path),
    [],
  );
});
