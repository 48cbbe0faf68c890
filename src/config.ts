/** Settings: read from the environment, each with a default, each checked before anything starts. */
import { isIP } from 'node:net';
import { DATABASE_URL_FORM, isReplicaUrl, parseDatabaseUrl } from './db/database-url.js';
import type { ReadAccess } from './model/vocabulary/key-scope.js';

export interface Config {
  host: string;
  port: number;
  /** The URL of the register, for `openEngine`. */
  database: string;
  /** Connections that read at once, where the engine has several. */
  databasePool: number;
  /** The URL of a replica that reads go to. */
  readDatabase: string | undefined;
  seed: 'first' | 'none';
  adminKey: string | undefined;
  reading: ReadAccess;
  /** Where clients reach the service, without a slash at the end; '' when links are relative to the request. */
  publicUrl: string;
  /** Whose X-Forwarded-For is believed: that of so many proxies in front, or of these networks. */
  trustProxy: number | string[];
  /** Requests a minute and client; 0 is off. */
  rateLimit: number;
  logLevel: string;
}

interface Setting<T> {
  fallback: string;
  help: string;
  /** The value, or undefined when the text isn't one. */
  read(text: string): T | undefined;
  expects: string;
}

const setting = <T>(
  fallback: string,
  help: string,
  expects: string,
  read: (text: string) => T | undefined,
): Setting<T> => ({
  fallback,
  help,
  expects,
  read,
});

const integer = (min: number, max: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** Where the service is, as clients see it, without a slash at the end. */
function publicUrlIn(text: string): string | undefined {
  if (text === '') return '';
  if (text.length > 500 || !/^https?:\/\/[^/?#\\\s][^?#\\\s]*$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname, username, password } = new URL(text);
  return username || password ? undefined : origin + pathname.replace(/\/+$/, '');
}

/** How many proxies are in front, or which addresses and networks they are of. */
function proxiesIn(text: string): number | string[] | undefined {
  if (text === 'off') return 0;
  const count = integer(0, 100)(text);
  const networks = text.split(',').map((network) => network.trim());
  return count ?? (networks.every(isNetwork) ? networks : undefined);
}

/** Whether a text is an address or, with the length of its prefix, a network (CIDR). */
function isNetwork(text: string): boolean {
  const [, address = '', length = '1'] = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && integer(1, version === 4 ? 32 : 128)(length) !== undefined;
}

const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

export const SETTINGS = {
  HOST: setting('127.0.0.1', 'The address to listen at; 0.0.0.0 for all.', 'a host name or address', (text) => text),
  PORT: setting('3000', 'The port to listen at; 0 takes any free one.', 'a port from 0 to 65535', integer(0, 65_535)),
  DATABASE_URL: setting('sqlite:./data/entente.db', 'Where the register is kept.', DATABASE_URL_FORM, (text) =>
    parseDatabaseUrl(text) ? text : undefined,
  ),
  READ_DATABASE_URL: setting(
    '',
    'A streaming replica of the PostgreSQL database that DATABASE_URL names: reads go there. When absent, all goes to one.',
    'the URL of a PostgreSQL database, such as postgres://entente@replica/entente; sslmode as in DATABASE_URL: disable, require, verify-ca or verify-full',
    (text) => (text === '' || isReplicaUrl(text) ? text : undefined),
  ),
  DATABASE_POOL: setting(
    '10',
    'Connections to PostgreSQL that read at once, to each server; one more writes. SQLite has no use for it.',
    'a number from 2 to 1000',
    integer(2, 1000),
  ),
  SEED: setting(
    'first',
    'What an empty register begins with: the first records, or none.',
    '"first" or "none"',
    (text) => (text === 'first' || text === 'none' ? text : undefined),
  ),
  ENTENTE_ADMIN_KEY: setting(
    '',
    "The admin's API key. When absent, one is made and written beside the database, to admin.key, for its owner's eyes only.",
    'at least 16 visible ASCII characters',
    (text) => (/^[\x21-\x7E]{16,}$/.test(text) || text === '' ? text : undefined),
  ),
  READ: setting(
    'open',
    'Who may read: everybody, or with key only those with an API key.',
    '"open" or "key"',
    (text) => (text === 'open' || text === 'key' ? text : undefined),
  ),
  PUBLIC_URL: setting(
    '',
    'Where clients reach the service, with the path of a proxy if there is one: links lead there. When absent, links are relative to the request.',
    'an http or https address of at most 500 characters, without query, fragment, name and password, such as https://register.example.org/entente/',
    publicUrlIn,
  ),
  TRUST_PROXY: setting(
    'off',
    'Whose X-Forwarded-For says which client RATE_LIMIT counts: how many proxies are in front, or their addresses and networks, separated by commas; off for nobody.',
    '"off", a number of proxies from 0 to 100, or addresses and networks such as 10.0.0.0/8,::1, the length of the prefix from 1 on',
    proxiesIn,
  ),
  RATE_LIMIT: setting(
    '0',
    'Requests a minute and client, counted by each process for itself; 0 is off.',
    'a number from 0 to 1000000',
    integer(0, 1_000_000),
  ),
  LOG_LEVEL: setting('warn', `How much is logged: ${LEVELS.join(', ')}.`, `one of ${LEVELS.join(', ')}`, (text) =>
    LEVELS.includes(text) ? text : undefined,
  ),
};

/** Reads the settings; throws one clear line when a value is wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const read = <T>(name: string, { fallback, read, expects }: Setting<T>): T => {
    const text = environment[name] || fallback;
    const value = read(text);
    // Neither a key nor what may hold a password is printed.
    const isSecret = /(_KEY|DATABASE_URL)$/.test(name) || text.includes('@');
    const shown = isSecret ? 'not a value that can be used' : JSON.stringify(text);
    if (value === undefined) throw new Error(`${name} is ${shown}; it should be ${expects}`);
    return value;
  };
  const readDatabase = read('READ_DATABASE_URL', SETTINGS.READ_DATABASE_URL);
  const adminKey = read('ENTENTE_ADMIN_KEY', SETTINGS.ENTENTE_ADMIN_KEY);
  return {
    host: read('HOST', SETTINGS.HOST),
    port: read('PORT', SETTINGS.PORT),
    database: read('DATABASE_URL', SETTINGS.DATABASE_URL),
    readDatabase: readDatabase === '' ? undefined : readDatabase,
    databasePool: read('DATABASE_POOL', SETTINGS.DATABASE_POOL),
    seed: read('SEED', SETTINGS.SEED),
    adminKey: adminKey === '' ? undefined : adminKey,
    reading: read('READ', SETTINGS.READ),
    publicUrl: read('PUBLIC_URL', SETTINGS.PUBLIC_URL),
    trustProxy: read('TRUST_PROXY', SETTINGS.TRUST_PROXY),
    rateLimit: read('RATE_LIMIT', SETTINGS.RATE_LIMIT),
    logLevel: read('LOG_LEVEL', SETTINGS.LOG_LEVEL),
  };
}
