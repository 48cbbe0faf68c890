/** The client as a package: what is in it, what it is made from, and that its documents are true. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { DOCUMENTS } from '../../documents/markdown.js';
import { emptyFolder } from '../../support/process.js';
import { command, project } from './project.js';

const text = (path: string): string => readFileSync(packageFile(path), 'utf8');
const json = (path: string) => JSON.parse(text(path));

/** Every file below a folder, with what is in it. */
function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}

t.test('the generated part is what the generator makes of the contract', async (t) => {
  const folder = emptyFolder(t);
  const script = `
    import { createClient } from '@hey-api/openapi-ts';
    import config from './openapi-ts.config.mjs';
    const [, path] = process.argv;
    await createClient({ ...config, output: { ...config.output, path }, logs: { level: 'silent' } });`;
  const args = ['--input-type=module', '-e', script, join(folder, 'generated')];
  const { code, output } = await command(packageFile('test/tools'), process.execPath, args);
  if (code !== 0) throw new Error(output);
  t.strictSame(contents(join(folder, 'generated')), contents(packageFile('openapi/sdk/src/generated')));
});

t.test('the package has the version of the contract and the licence of the project, and needs nothing', async (t) => {
  const { installed } = await project();
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  t.equal(manifest.version, json('openapi/openapi.json').info.version);
  t.equal(manifest.license, json('package.json').license);
  t.equal(manifest.engines.node, '>=20.19', 'unlike the service, it compiles nothing for a release of Node');
  t.strictSame(
    ['dependencies', 'peerDependencies', 'optionalDependencies'].filter((kind) => kind in manifest),
    [],
  );
  t.equal(readFileSync(join(installed, 'LICENSE'), 'utf8'), text('LICENSE'));
  t.strictSame(readdirSync(installed).sort(), ['LICENSE', 'README.md', 'dist', 'examples', 'package.json']);
});

t.test('the documents name the package as it is packed', async (t) => {
  const { name, version } = json('openapi/sdk/package.json');
  const named = [...DOCUMENTS].flatMap(([path, text]) =>
    [...text.matchAll(/npm install (\S+\.tgz)/g)].map(([, file]) => ({ path, file })),
  );
  t.ok(named.length > 1);
  for (const { path, file } of named) t.equal(file, `./${name}-${version}.tgz`, path);
});

t.test('README names all that the package exports', async (t) => {
  const readme = text('openapi/sdk/README.md');
  const { client } = await project();
  for (const name of Object.keys(client)) t.ok(readme.includes(`\`${name}\``), name);
});
