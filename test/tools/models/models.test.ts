/** Models that quicktype makes of the contract's schemas read the first records and send every one back unchanged. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { RESOURCES } from '../../../src/resources/index.js';
import { emptyFolder, serve } from '../../support/process.js';
import type { Json } from '../../support/register.js';
import { command, type Outcome } from '../sdk/project.js';

const KEY = 'a-key-for-the-models-only';
const { components } = JSON.parse(readFileSync(packageFile('openapi/openapi.json'), 'utf8'));

/** The pages of all lists as one schema, so that what they share becomes one model. */
const REGISTER = {
  type: 'object',
  properties: Object.fromEntries(
    RESOURCES.map(({ collection, singular }) => [collection, { $ref: `#/components/schemas/${singular}Page` }]),
  ),
  components,
};

/** Go is only tried where it is installed. */
const LANGUAGES = [
  { language: 'python', extension: 'py', program: ['python3', 'records.py'] },
  { language: 'go', extension: 'go', program: ['go', 'run', '.'] },
] as const;

const isInstalled = (program: string) => spawnSync(program, ['version']).error === undefined;

for (const { language, extension, program } of LANGUAGES) {
  const [compiler, ...args] = program;
  const skip = language === 'go' && !isInstalled(compiler) && 'there is no Go';
  t.test(`models for ${language} read every page, and every record can be sent back unchanged`, { skip }, async (t) => {
    const folder = emptyFolder(t);
    const { address, get } = await serve(t, folder, { ENTENTE_ADMIN_KEY: KEY });
    const must = async (file: string, args: string[], env: Record<string, string> = {}): Promise<string> => {
      const { code, output }: Outcome = await command(folder, file, args, env);
      t.equal(code, 0, output);
      return output;
    };

    writeFileSync(join(folder, 'register.json'), JSON.stringify(REGISTER));
    const models = ['--lang', language, '--top-level', 'Register', '-o', `register.${extension}`];
    await must('quicktype', ['--src-lang', 'schema', ...models, 'register.json']);
    cpSync(packageFile(`test/tools/models/records.${extension}`), join(folder, `records.${extension}`));
    writeFileSync(join(folder, 'go.mod'), 'module records\n\ngo 1.18\n');
    const printed = await must(compiler, args, { ENTENTE: address, KEY });

    const totals = RESOURCES.map(async ({ collection }) => (await get(`/${collection}?total=true&limit=1`)).meta.total);
    const total = (await Promise.all(totals)).reduce((sum: number, one: Json) => sum + one, 0);
    t.ok(total > 50);
    t.equal(printed, `${total} records\n`);
  });
}
