/** The generators of clients: each makes one of the contract, which has to compile; most of them are used, too. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, folder, run, start } from './checks.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** How each is called to write into a folder of its name, and whether `consumers/` has a program of that name. */
const GENERATORS = [
  { name: 'hey-api', isUsed: true, command: 'openapi-ts -i openapi.json -o hey-api' },
  {
    name: 'openapi-typescript',
    isUsed: true,
    command: 'openapi-typescript openapi.json -o openapi-typescript/entente.ts',
  },
  { name: 'oazapfts', isUsed: true, command: 'oazapfts openapi.json oazapfts/entente.ts' },
  {
    name: 'swagger-typescript-api',
    isUsed: true,
    command:
      'swagger-typescript-api generate -p openapi.json -o swagger-typescript-api -n entente.ts --generate-union-enums',
  },
  { name: 'kubb', isUsed: true, command: 'kubb generate -c kubb.config.mjs' },
  { name: 'orval', isUsed: true, command: 'orval --config orval.config.ts' },
  { name: 'openapi-zod-client', command: 'openapi-zod-client openapi.json -o openapi-zod-client/entente.ts' },
  // The clients of these two are for bundlers: they import files without the ending that Node needs.
  { name: 'ng-openapi-gen', resolution: 'bundler', command: 'ng-openapi-gen -i openapi.json -o ng-openapi-gen' },
  { name: 'rtk-query', resolution: 'bundler', command: 'rtk-query-codegen-openapi rtk-query.json' },
];

const compilerOptions = (resolution) => ({
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  module: resolution === 'bundler' ? 'esnext' : 'nodenext',
  moduleResolution: resolution,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [here('../../../node_modules/@types')],
  rootDir: '.',
  outDir: 'out',
});

/** Makes all the clients, and has those that are used ask the service, through Prism, which prints what isn't in the contract. */
export async function tryGenerators(address, key) {
  const prism = await start('prism', (port) => ['proxy', 'openapi.json', address, '--port', port]);
  cpSync(here('consumers'), join(folder, 'consumers'), { recursive: true });
  cpSync(here('configs'), folder, { recursive: true });
  for (const { name, command, isUsed = false, resolution = 'nodenext' } of GENERATORS)
    await check(`${name} makes a client, which compiles${isUsed ? ' and is used' : ''}`, async () => {
      mkdirSync(join(folder, name), { recursive: true });
      const [tool = '', ...args] = command.split(' ');
      await run(tool, args);
      const include = isUsed ? [name, `consumers/${name}.ts`] : [name];
      const tsconfig = `tsconfig.${name}.json`;
      writeFileSync(join(folder, tsconfig), JSON.stringify({ compilerOptions: compilerOptions(resolution), include }));
      await run('tsc', ['-p', tsconfig]);
      return isUsed
        ? run(process.execPath, [`out/consumers/${name}.js`], { ENTENTE: prism.address, KEY: key })
        : undefined;
    });
  await check('Prism before the service finds what these clients were answered in the contract', async () => {
    const lines = prism.printed().split('\n');
    const deviations = lines.filter((line) => /error.*Violation: response/.test(line));
    if (deviations.length > 0) throw new Error(deviations.join('\n'));
    return `${lines.filter((line) => /\[HTTP SERVER\]/.test(line)).length} requests`;
  });
  prism.stop();
}
