/** The commands that print what follows from the routes and schemas alone: the contract, who may call what, and the model. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { modelPageOf } from '../api/contract/model-page.js';
import { contractOf } from '../api/contract/openapi.js';
import { permissionsOf } from '../api/contract/permissions.js';
import { buildApp } from '../app.js';
import { RESOURCES } from '../resources/index.js';

export const printContract = (args: string[]): Promise<void> => print(args, contractOf);
export const printModel = (args: string[]): Promise<void> => print(args, () => modelPageOf(RESOURCES));
export const printPermissions = (args: string[]): Promise<void> => print(args, permissionsOf);

async function print(args: string[], textOf: typeof contractOf): Promise<void> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`one file can be written, not also ${more.join(', ')}`);
  const app = await buildApp({ engine: undefined, keys: [] });
  await app.ready();
  if (file === undefined) process.stdout.write(textOf(app));
  else writeFileSync(file, textOf(app));
  await app.close();
}
