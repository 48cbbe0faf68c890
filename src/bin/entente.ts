#!/usr/bin/env node
/** The `entente` command: the table of its commands, and their help. What a command needs is loaded when it is run. */
import { readConfig, SETTINGS } from '../config.js';
import { say } from './say.js';

interface Command {
  usage: string;
  help: string;
  run(args: string[]): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  serve: {
    usage: 'serve',
    help: 'Bring the tables up to date, load the first records into an empty register, and listen.',
    run: async (args) => {
      // A wrong setting is told at once, before the service is loaded.
      readConfig(process.env);
      await (await import('./serve.js')).serve(args);
    },
  },
  migrate: {
    usage: 'migrate',
    help: 'Bring the tables up to date and stop.',
    run: async (args) => {
      readConfig(process.env);
      await (await import('./migrate.js')).migrate(args);
    },
  },
  seed: {
    usage: 'seed [--texts DIR]',
    help: 'Load the first records into an empty register; attach the texts of sources from DIR/{id}.txt.',
    run: async (args) => (await import('./seed.js')).seed(args),
  },
  'keys create': {
    usage: 'keys create --name NAME --scopes SCOPE[,SCOPE…] [--expires INSTANT]',
    help: 'Make a key with the scopes read, write or admin, each including the one before, and print it, this once.',
    run: async (args) => (await import('./keys.js')).create(args),
  },
  'keys list': {
    usage: 'keys list',
    help: 'List the keys that were made, the newest first.',
    run: async (args) => (await import('./keys.js')).list(args),
  },
  'keys revoke': {
    usage: 'keys revoke ID',
    help: 'Revoke a key: it is refused from then on.',
    run: async (args) => (await import('./keys.js')).revoke(args),
  },
  verify: {
    usage: 'verify [ANSWER.json [--key FILE]] [--expect SEQUENCE:HASH]',
    help:
      'Check that log, records and search are whole and agree; --expect the entry that an earlier run printed. Or check the ' +
      'certificate of an answer, with --key by its public key alone.',
    run: async (args) => (await import('./maintenance.js')).verifyRegister(args),
  },
  rebuild: {
    usage: 'rebuild',
    help: 'Make records, lists and search anew from the log.',
    run: async (args) => (await import('./maintenance.js')).rebuildRegister(args),
  },
  redact: {
    usage: 'redact RECORD ID [--revision N,M] [--text] --reason WHY [--actor NAME]',
    help: "Take old documents of a record, or with --text a source's text, out of the register for good.",
    run: async (args) => (await import('./maintenance.js')).redactFromRegister(args),
  },
  copy: {
    usage: 'copy --from URL --to URL',
    help: 'Copy a whole register to another place, also of another database, or what is new in it since it was copied.',
    run: async (args) => (await import('./copy.js')).copy(args),
  },
  'rotate-certificate-key': {
    usage: 'rotate-certificate-key',
    help: 'Make a new key that certificates are signed with; what the old one signed stays valid.',
    run: async (args) => (await import('./certificates.js')).rotate(args),
  },
  openapi: {
    usage: 'openapi [FILE]',
    help: 'Print the contract, or write it to FILE.',
    run: async (args) => (await import('./print.js')).printContract(args),
  },
  permissions: {
    usage: 'permissions [FILE]',
    help: 'Print the table of who may call what, or write it to FILE.',
    run: async (args) => (await import('./print.js')).printPermissions(args),
  },
  model: {
    usage: 'model [FILE]',
    help: 'Print the page of the model, every member of every record, or write it to FILE.',
    run: async (args) => (await import('./print.js')).printModel(args),
  },
};

function help(): string {
  const commands = Object.values(COMMANDS).map(({ usage, help: about }) => `  entente ${usage}\n      ${about}`);
  const settings = Object.entries(SETTINGS).map(
    ([name, { fallback, help: about }]) => `  ${name}${fallback && ` (${fallback})`}\n      ${about}`,
  );
  return `The register of digital-asset diplomacy.\n\n${commands.join('\n')}\n\nSettings, from the environment:\n${settings.join('\n')}`;
}

process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  // The reader of the output, such as `head`, may stop before its end.
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
