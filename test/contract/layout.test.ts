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

/** The folders from the top of the imports to their bottom; those of one line are beside each other. */
const LAYERS = [
  ['bin'],
  ['app.ts', 'config.ts'],
  ['parties', 'sources', 'events', 'partnerships', 'search', 'changes', 'batch', 'keys', 'transfer', 'upkeep'],
  ['records'],
  ['http', 'db'],
  ['model'],
];

/** The folder below src, or the file that stands there itself. */
const areaOf = (path: string): string => path.split('/')[1]!;
const layerOf = (path: string): number => LAYERS.findIndex((layer) => layer.includes(areaOf(path)));

t.test('every folder and file of src has its place among the layers', async (t) => {
  t.same([...new Set(src.filter(({ path }) => layerOf(path) < 0).map(({ path }) => areaOf(path)))], []);
  t.ok(src.length > 50, 'all files were found');
});

t.test('imports lead to files that are there', async (t) => {
  const known = new Set([...src, ...test].map(({ path }) => path));
  t.same(
    src.flatMap(({ path, ours }) => ours.filter((to) => !known.has(to)).map((to) => `${path} → ${to}`)),
    [],
  );
});

t.test('imports go one way, and folders beside each other do not import one another', async (t) => {
  const wrong = src.flatMap(({ path, ours }) =>
    ours.filter((to) => areaOf(to) !== areaOf(path) && layerOf(to) <= layerOf(path)).map((to) => `${path} → ${to}`),
  );
  t.same(wrong, []);
});

t.test('src imports nothing of test', async (t) => {
  t.same(
    src.filter(({ ours }) => ours.some((to) => !to.startsWith('src/'))).map(({ path }) => path),
    [],
  );
});

t.test('model is pure: no database, no HTTP, no files', async (t) => {
  const model = src.filter(({ path }) => areaOf(path) === 'model');
  const impure =
    /^(node:)?(fs|http|https|net|child_process|worker_threads|timers)|^(fastify|kysely|better-sqlite3|pg|@fastify)/;
  t.same(
    model.flatMap(({ path, ours, others }) => [
      ...ours.filter((to) => areaOf(to) !== 'model').map((to) => `${path} → ${to}`),
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

t.test('only the two engines import a driver', async (t) => {
  const drivers = /^(better-sqlite3|pg|pg-.*|postgres|sqlite3|node:sqlite)$/;
  const engines = ['src/db/sqlite.ts', 'src/db/postgres.ts'];
  t.same(
    src.filter(({ path, others }) => !engines.includes(path) && others.some((name) => drivers.test(name))),
    [],
  );
});

/** The numbers that nothing but a status would be; 200 and 500 are limits as well. */
const STATUSES = [201, 202, 204, 301, 302, 303, 304, 307, 308];
const isStatus = (text: string) => STATUSES.includes(Number(text)) || /^(4[0-3]\d|451|50[1-9])$/.test(text);

/** Where a file speaks of a status: as a number, in quotes, or by what answers are called in Fastify and Node. */
function statusesIn({ path, text }: File): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    // The Gregorian calendar divides by 400.
    const isDivisor =
      ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.PercentToken;
    const isText = (ts.isNumericLiteral(node) && !isDivisor) || ts.isStringLiteralLike(node);
    const isName = ts.isPropertyAccessExpression(node) && /^(code|status|statusCode|writeHead)$/.test(node.name.text);
    if (isText && isStatus(node.text)) found.push(`${path}: ${node.getText()}`);
    else if (isName && (node.name.text !== 'code' || ts.isCallExpression(node.parent)) && isAnswering(node))
      found.push(`${path}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

/** A citation and an instrument have a `status` too; only one that is called, or that belongs to an answer, counts. */
const isAnswering = (node: ts.PropertyAccessExpression): boolean =>
  node.name.text !== 'status' ||
  (ts.isCallExpression(node.parent) && node.parent.expression === node) ||
  /^(reply|response)$/.test(node.expression.getText());

t.test('nothing under db, records or model knows a status code', async (t) => {
  const below = src.filter(({ path }) => ['db', 'records', 'model'].includes(areaOf(path)));
  t.same(below.flatMap(statusesIn), []);
  const http = src.filter(({ path }) => areaOf(path) === 'http');
  t.not(http.flatMap(statusesIn).length, 0, 'those that do know them are recognised');
});

t.test('no file is longer than 300 lines', async (t) => {
  t.same(
    [...src, ...test].filter(({ text }) => text.split('\n').length > 301).map(({ path }) => path),
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
    src
      .filter((file) => isBarrel(file) || /\/(utils?|helpers?|common|index)\b/.test(file.path))
      .map(({ path }) => path),
    [],
  );
});
