/** What the documents lead to is there: pages, headings, scripts, commands, files and folders. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { emptyFolder, run } from '../support/process.js';
import { codes, DOCUMENTS, documentAt, rows, section } from './markdown.js';

const { scripts, version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
const withoutBlocks = (text: string): string => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** The links of a document to others of ours, each with the part of it that is meant. */
const linksIn = (text: string): [target: string, heading: string][] =>
  [...withoutBlocks(text).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, target = '', heading = '']) => [
    target,
    heading,
  ]);

/** The names by which the headings of a document are linked to. */
const anchorsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );

t.test('every link leads to a file and a heading that are there', async (t) => {
  let followed = 0;
  for (const [path, text] of DOCUMENTS)
    for (const [target, heading] of linksIn(text)) {
      const file = target === '' ? path : normalize(join(dirname(path), target));
      followed += 1;
      t.ok(existsSync(packageFile(file)), `${path} links to ${file}`);
      if (heading !== '') t.ok(anchorsOf(documentAt(file)).includes(heading), `${path} links to ${file}#${heading}`);
    }
  t.ok(followed > 100);
});

t.test('README leads to every page', async (t) => {
  const targets = linksIn(section('All pages')).map(([target]) => target);
  for (const path of DOCUMENTS.keys())
    if (path.startsWith('docs/') || path === 'CONTRIBUTING.md') t.ok(targets.includes(path), path);
});

t.test('README and CONTRIBUTING stay short', async (t) => {
  const linesOf = (path: string): number => documentAt(path).split('\n').length - 1;
  t.ok(linesOf('README.md') <= 250, `README has ${linesOf('README.md')} lines`);
  t.ok(linesOf('CONTRIBUTING.md') <= 100, `CONTRIBUTING has ${linesOf('CONTRIBUTING.md')} lines`);
});

t.test('every script that is named exists, and every script is explained', async (t) => {
  for (const [path, text] of DOCUMENTS)
    for (const [, script = ''] of text.matchAll(/\bnpm run (?:--silent )?([a-z:]+)/g))
      t.ok(script in scripts, `npm run ${script} in ${path}`);
  const texts = [...DOCUMENTS.values()].join('\n');
  for (const script of Object.keys(scripts).filter((name) => !/^pre/.test(name)))
    t.match(texts, new RegExp(`npm (run )?${script}\\b`), `npm run ${script} is explained`);
});

t.test('every command that is named exists', async (t) => {
  const { stdout } = await run(t, emptyFolder(t), ['help']);
  const known = [...stdout.matchAll(/^ {2}entente ([a-z]+(?: [a-z]+)?)/gm)].map(([, name = '']) => name);
  for (const [path, text] of DOCUMENTS)
    for (const [, name = ''] of text.matchAll(/(?:`|^|entente\.js |\/db )entente(?:\.js)? ([a-z]+(?: [a-z]+)?)/gm))
      t.ok(
        known.some((one) => `${name} `.startsWith(`${one.split(' ')[0]} `)),
        `entente ${name} in ${path}`,
      );
});

t.test('every file and folder of ours that is named exists', async (t) => {
  for (const [path, text] of DOCUMENTS) {
    // What it tells of was so when it was written.
    if (path === 'CHANGELOG.md' || path === ARCHITECTURE) continue;
    for (const code of codes(text).filter((code) => /^(src|test|db|docs|openapi)\/[\w./-]*$/.test(code)))
      t.ok(existsSync(packageFile(code)) || existsSync(packageFile(join(dirname(path), code))), `${code} in ${path}`);
  }
});

const ARCHITECTURE = 'docs/architecture.md';

/** A file or folder that the page names, below src unless it begins with a folder of the top. */
function isThere(path: string): boolean {
  const [full, src] = [packageFile(path), packageFile(join('src', path))];
  if (!path.includes('*'))
    return existsSync(/^(src|test|docs|db\/(migrations|seed|example)|openapi)\//.test(path) ? full : src);
  const pattern = new RegExp(`^${path.split('/').at(-1)?.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(packageFile(dirname(path))).some((name) => pattern.test(name));
}

t.test('every file and folder that the architecture names exists', async (t) => {
  const paths = codes(documentAt(ARCHITECTURE)).filter((code) =>
    /^[\w.*-]+(\/[\w.*-]+)*(\/|\.(ts|sql|json|md))$/.test(code),
  );
  t.ok(paths.length > 50);
  for (const path of new Set(paths)) t.ok(isThere(path), path);
});

t.test('the architecture names every room of the code', async (t) => {
  const named = rows('Rooms').flatMap(([cell = '']) => codes(cell));
  const top = packageFile('src');
  const rooms = readdirSync(top).flatMap((name) => {
    if (!statSync(join(top, name)).isDirectory()) return [name];
    const inside = readdirSync(join(top, name)).filter((one) => statSync(join(top, name, one)).isDirectory());
    return inside.length > 0 && name !== 'model' ? inside.map((one) => `${name}/${one}/`) : [`${name}/`];
  });
  t.strictSame(
    rooms.filter((room) => !named.includes(room)),
    [],
  );
});

t.test('no document names a place on the machine of whoever wrote it', async (t) => {
  for (const [path, text] of DOCUMENTS)
    t.strictSame(
      text.match(/(?<![\w.}/])\/(home(?!\/you\/)|root|tmp|work|usr|var|Users|mnt|opt)\/\S*/g) ?? [],
      [],
      path,
    );
});

t.test('the change log tells of this version', async (t) => {
  t.match(documentAt('CHANGELOG.md'), `\n## [${version}]`);
});
