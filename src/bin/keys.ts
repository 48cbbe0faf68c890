/** The commands that make, list and revoke API keys; they also work while the service runs, and before its first start. */
import { parseArgs } from 'node:util';
import { createKey, listKeys, revokeKey } from '../api/keys/keys.js';
import { type ApiKey, ApiKeyId, ApiKeyInput } from '../api/keys/schema.js';
import type { Engine } from '../db/engine.js';
import { validator } from '../model/validation.js';
import { migrateTables } from './migrate.js';
import { say } from './say.js';
import { withEngine } from './with-engine.js';

/** Recorded as who made or revoked a key by a command. */
const BY = 'entente';

export async function create(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { name: { type: 'string' }, scopes: { type: 'string' }, expires: { type: 'string' } },
    strict: true,
  });
  const { scopes, ...others } = values;
  const input = { ...others, ...(scopes !== undefined && { scopes: scopes.split(',') }) };
  expectInput(input);
  await onRegister(async (engine) => {
    const { id, name, key, ...made } = await createKey(engine, input, BY, new Date());
    say(key);
    // Beside the key, so that a script gets the key alone.
    process.stderr.write(`made the key ${id} for ${name} (${made.scopes.join(', ')}); it is not shown again\n`);
  });
}

/** The same checks as over HTTP. */
function expectInput(input: object): asserts input is ApiKeyInput {
  const findings = validator(ApiKeyInput)(input);
  if (findings.length > 0) throw new Error(findings.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '));
}

export async function list(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  await onRegister(async (engine) => {
    const keys = await listKeys(engine.primary.reader);
    if (keys.length === 0) return say('no key was made');
    const now = new Date().toISOString();
    const rows = keys.map((key) => [
      key.id,
      key.name,
      key.scopes.join(),
      key.created_at,
      key.created_by,
      stateOf(key, now),
    ]);
    say(inColumns([['id', 'name', 'scopes', 'made at', 'by', 'valid'], ...rows]));
  });
}

function stateOf({ expires, revoked_at, revoked_by }: ApiKey, now: string): string {
  if (revoked_at !== undefined) return `revoked at ${revoked_at} by ${revoked_by}`;
  if (expires === undefined) return 'until it is revoked';
  return expires <= now ? `expired at ${expires}` : `until ${expires}`;
}

/** Aligns the cells of rows in columns. */
function inColumns(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export async function revoke(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
  const [id = '', ...more] = positionals;
  // The message doesn't repeat the argument, which may be a whole key.
  if (more.length > 0 || validator(ApiKeyId)(id).length > 0)
    throw new Error('one id is needed: the part of a key between its first two underscores');
  await onRegister(async (engine) => revokeKey(engine, id, BY, new Date()));
  say(`revoked ${id}`);
}

/** Keys need the tables only, so a large register isn't indexed first. */
async function onRegister(work: (engine: Engine) => Promise<void>): Promise<void> {
  await withEngine({}, async (engine) => {
    await migrateTables(engine);
    await work(engine);
  });
}
