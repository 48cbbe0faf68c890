/** The copies that compose.yaml starts have settings that the service knows, and takes. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { readConfig, SETTINGS } from '../../src/config.js';
import { packageFile } from '../../src/db/package-file.js';
import type { Json } from '../support/register.js';

const { services }: Json = parse(readFileSync(packageFile('compose.yaml'), 'utf8'), { merge: true });

/** As Docker Compose does it with every variable set, or left to its default. */
const filledIn = (value: string): string =>
  value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, _name, kind, text) =>
    kind === '-' ? text : 'a-secret-of-some-length',
  );

for (const name of ['copy-1', 'copy-2'])
  t.test(`the settings of ${name} are taken`, async (t) => {
    const given = Object.entries<string>(services[name].environment).map(([name, value]) => [name, filledIn(value)]);
    const settings: Record<string, string> = Object.fromEntries(given);
    t.strictSame(
      Object.keys(settings).filter((name) => !(name in SETTINGS)),
      [],
    );
    const { database, readDatabase, adminKey, trustProxy, publicUrl } = readConfig(settings);
    t.strictSame(
      [database, readDatabase],
      ['primary', 'replica'].map((host) => `postgres://entente:a-secret-of-some-length@${host}/entente`),
    );
    t.strictSame([adminKey, trustProxy, publicUrl], ['a-secret-of-some-length', 1, 'http://localhost:8080']);
    t.ok(
      ['primary', 'replica'].every((host) => services[host]),
      'and both servers are there',
    );
  });
