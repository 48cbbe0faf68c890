#!/usr/bin/env node
/** The `entente` command. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contractOf, VERSION } from '../api/contract/openapi.js';
import { permissionsOf } from '../api/contract/permissions.js';
import { buildApp } from '../app.js';
import { type Config, readConfig, SETTINGS } from '../config.js';
import type { Engine } from '../db/engine.js';
import { packageFile } from '../db/package-file.js';
import { openSqlite } from '../db/sqlite.js';
import { indexAll } from '../maintenance/reindex.js';
import { RESOURCES } from '../resources/index.js';
import { sources } from '../resources/sources/definition.js';
import { isEmpty, loadRecords, loadTexts } from '../transfer/load.js';
import { adminKey } from './admin-key.js';
import { KEY_COMMANDS } from './keys.js';
import { rebuildRegister, redactFromRegister, verifyRegister } from './maintenance.js';
import { say } from './say.js';

const AUTHOR = { actor: 'entente', reason: 'the first records' };

interface Command {
  usage: string;
  help: string;
  run(args: string[]): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  serve: {
    usage: 'serve',
    help: 'Bring the tables up to date, load the first records into an empty register, and listen.',
    run: serve,
  },
  migrate: { usage: 'migrate', help: 'Bring the tables up to date and stop.', run: migrate },
  seed: {
    usage: 'seed [--texts DIR]',
    help: 'Load the first records into an empty register; attach the texts of sources from DIR/{id}.txt.',
    run: seed,
  },
  ...KEY_COMMANDS,
  verify: {
    usage: 'verify [--expect SEQUENCE:HASH]',
    help: 'Tell whether log, records and search are whole and agree; --expect the entry that an earlier run told.',
    run: verifyRegister,
  },
  rebuild: { usage: 'rebuild', help: 'Make records, lists and search anew from the log.', run: rebuildRegister },
  redact: {
    usage: 'redact RECORD ID [--revision N,M] [--text] --reason WHY [--actor NAME]',
    help: "Take old documents of a record, or with --text a source's text, out of the register for good.",
    run: redactFromRegister,
  },
  openapi: {
    usage: 'openapi [FILE]',
    help: 'Print the contract, or write it to FILE.',
    run: (args) => print(args, contractOf),
  },
  permissions: {
    usage: 'permissions [FILE]',
    help: 'Print the table of who may call what, or write it to FILE.',
    run: (args) => print(args, permissionsOf),
  },
};

/** Milliseconds in which what has begun can be finished once the service is to stop. */
const SHUTDOWN_GRACE_MS = 5_000;

async function serve(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  const config = readConfig(process.env);
  const engine = await ready(config);
  const { key, secret, file } = adminKey(config);
  if (config.seed === 'first' && (await isEmpty(engine)))
    await loadRecords(engine, RESOURCES, packageFile('db/seed'), AUTHOR);
  const { rateLimit, logLevel, reading } = config;
  const app = await buildApp({ engine, keys: [key], reading, rateLimit, logLevel, secrets: [secret] });

  const stop = async () => {
    const overdue = setTimeout(() => app.server.closeAllConnections(), SHUTDOWN_GRACE_MS);
    await app.close();
    clearTimeout(overdue);
    await engine.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  const address = await app.listen({ host: config.host, port: config.port }).catch((failure: NodeJS.ErrnoException) => {
    throw failure.code === 'EADDRINUSE' ? new Error(`port ${config.port} is taken; set PORT to another`) : failure;
  });
  say(`Entente ${VERSION} listens at ${address}`);
  say(`  Swagger UI  ${address}/docs`);
  say(`  contract    ${address}/openapi.json`);
  say(`  register    ${config.database}`);
  say(`  admin key   ${file ?? 'as set in ENTENTE_ADMIN_KEY'}`);
}

async function migrate(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  const { database } = readConfig(process.env);
  const engine = openSqlite(database);
  const applied = await engine.migrate();
  const indexed = await indexAll(engine, RESOURCES);
  say(applied.length === 0 ? 'the tables are up to date' : `applied ${applied.join(', ')}`);
  if (indexed > 0) say(`indexed ${indexed} records anew`);
  await engine.close();
}

async function seed(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { texts: { type: 'string' } }, strict: true });
  const engine = await ready(readConfig(process.env));
  try {
    if (await isEmpty(engine)) {
      const written = await loadRecords(engine, RESOURCES, packageFile('db/seed'), AUTHOR);
      say(`loaded ${written.length} records`);
    } else say('the register has records already; none were loaded');
    if (values.texts === undefined) return;
    const loaded = await loadTexts(engine, RESOURCES, sources, values.texts, {
      ...AUTHOR,
      reason: 'the text of the source',
    });
    say(`attached the texts of ${loaded.join(', ') || 'no source'}`);
  } finally {
    await engine.close();
  }
}

/** Prints or writes what the routes alone tell. */
async function print(args: string[], from: typeof contractOf): Promise<void> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true, strict: true });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`one file can be written, not also ${more.join(', ')}`);
  const app = await buildApp({ engine: noEngine, keys: [] });
  await app.ready();
  if (file === undefined) process.stdout.write(from(app));
  else writeFileSync(file, from(app));
  await app.close();
}

/** The contract is made from the routes alone. */
const none = async () => {
  throw new Error('the contract needs no register');
};
const noEngine: Engine = {
  get reader(): never {
    throw new Error('the contract needs no register');
  },
  get tokens(): never {
    throw new Error('the contract needs no register');
  },
  get scans(): never {
    throw new Error('the contract needs no register');
  },
  read: none,
  openRead: none,
  write: none,
  migrate: none,
  pendingMigrations: none,
  checkIntegrity: none,
  scrub: none,
  close: async () => {},
};

async function ready(config: Config): Promise<Engine> {
  const engine = openSqlite(config.database);
  await engine.migrate();
  await indexAll(engine, RESOURCES);
  return engine;
}

function help(): string {
  const commands = Object.values(COMMANDS).map(({ usage, help: about }) => `  entente ${usage}\n      ${about}`);
  const settings = Object.entries(SETTINGS).map(
    ([name, { fallback, help: about }]) => `  ${name}${fallback && ` (${fallback})`}\n      ${about}`,
  );
  return `The register of digital-asset diplomacy.\n\n${commands.join('\n')}\n\nSettings, from the environment:\n${settings.join('\n')}`;
}

process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  // Whoever reads the output, such as `head`, may have had enough of it.
  if (failure.code !== 'EPIPE') throw failure;
});

const [first = 'help', ...rest] = process.argv.slice(2);
// A command is named by one word or two.
const [name, args] = first === 'keys' ? [`keys ${rest[0] ?? ''}`.trim(), rest.slice(1)] : [first, rest];
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (['help', '--help', '-h'].includes(name) || rest.includes('--help') || rest.includes('-h')) say(help());
else if (!command) {
  process.stderr.write(
    `entente: there is no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')} and help\n`,
  );
  process.exitCode = 2;
} else {
  command.run(args).catch((failure: unknown) => {
    process.stderr.write(`entente ${name}: ${failure instanceof Error ? failure.message : String(failure)}\n`);
    process.exitCode = 1;
  });
}
