/** The contract against the last released one: what breaks clients is caught, and has to be in the change log. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { VERSION } from '../../src/api/contract/openapi.js';
import { packageFile } from '../../src/db/package-file.js';
import type { Json } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';
import { breakingChanges } from './breaking-changes.js';
import { BREAKING, HARMLESS } from './planted-changes.js';

const read = (path: string): string => readFileSync(packageFile(path), 'utf8');
const contract = (): Json => withWholeOperations(JSON.parse(read('openapi/openapi.json')));
const released: Json = JSON.parse(read('openapi/released.json'));

interface Release {
  version: string;
  /** What it says under *Breaking*. */
  breaking: string;
}

const releases: Release[] = read('CHANGELOG.md')
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    version: /^\[([^\]]+)\]/.exec(section)?.[1] ?? '',
    breaking: /^### Breaking\n([\s\S]*?)(?=^### |(?![\s\S]))/m.exec(section)?.[1] ?? '',
  }));

/** Whether a text names what a break is about: `Event.title`, or with all else that is about it, `Event.*`. */
function isNamed(subject: string, text: string): boolean {
  const parts = subject.split('.');
  const all = parts.map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`);
  return [subject, ...all].some((name) => text.includes(`\`${name}\``));
}

t.test('the change log names a break itself or covers it with a star', async (t) => {
  const text = 'Gone are `Event.title`, `EventKind.*` and `listEvents`.';
  t.notOk(isNamed('Event', text) || isNamed('Event.titles', text) || isNamed('listEvents.limit', text));
  t.ok(isNamed('Event.title', text) && isNamed('EventKind.signing', text) && isNamed('listEvents', text));
});

t.test('what breaks clients of the last release is named in the change log under Breaking', async (t) => {
  const since = releases.slice(
    0,
    releases.findIndex(({ version }) => version === released.info.version),
  );
  t.ok(since.length > 0, 'the change log knows the released version, and what came after it');
  const text = since.map(({ breaking }) => breaking).join('\n');
  for (const { subject, what } of breakingChanges(released, contract()))
    t.ok(isNamed(subject, text), `\`${subject}\`: ${what}`);
});

t.test('all places have the same version', async (t) => {
  const [unreleased, latest] = releases;
  t.equal(unreleased?.version, 'Unreleased');
  t.equal(latest?.version, VERSION, 'the contract has the version of the change log');
  for (const file of ['package.json', 'package-lock.json', 'openapi/sdk/package.json'])
    t.equal(JSON.parse(read(file)).version, VERSION, file);
  t.equal(contract().info.version, VERSION);
  t.equal(released.info.version, VERSION, 'the released contract is kept');
});

t.test('the same contract breaks nobody', async (t) => {
  t.strictSame(breakingChanges(contract(), contract()), []);
});

for (const [name, [subject, change]] of Object.entries(BREAKING))
  t.test(`caught: ${name}`, async (t) => {
    const newer = contract();
    change(newer);
    const found = breakingChanges(contract(), newer);
    t.ok(
      found.some((one) => one.subject === subject),
      subject,
      { found },
    );
  });

for (const [name, change] of Object.entries(HARMLESS))
  t.test(`no break: ${name}`, async (t) => {
    const newer = contract();
    change(newer);
    t.strictSame(breakingChanges(contract(), newer), []);
  });
