/** Settings: read from the environment, each with a default, each checked before anything starts. */
import { DATABASE_URL_FORM, parseDatabaseUrl } from './db/database-url.js';
import type { Reading } from './model/vocabulary/key-scope.js';

export interface Config {
  host: string;
  port: number;
  /** The URL of the register, for `openEngine`. */
  database: string;
  seed: 'first' | 'none';
  adminKey: string | undefined;
  reading: Reading;
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

const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

export const SETTINGS = {
  HOST: setting('127.0.0.1', 'The address to listen at; 0.0.0.0 for all.', 'a host name or address', (text) => text),
  PORT: setting('3000', 'The port to listen at; 0 takes any free one.', 'a port from 0 to 65535', integer(0, 65_535)),
  DATABASE_URL: setting('sqlite:./data/entente.db', 'Where the register is kept.', DATABASE_URL_FORM, (text) =>
    parseDatabaseUrl(text) ? text : undefined,
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
  RATE_LIMIT: setting(
    '0',
    'Requests a minute and client; 0 is off.',
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
    const shown = name.endsWith('_KEY') ? 'not a value that can be used' : JSON.stringify(text);
    if (value === undefined) throw new Error(`${name} is ${shown}; it should be ${expects}`);
    return value;
  };
  const adminKey = read('ENTENTE_ADMIN_KEY', SETTINGS.ENTENTE_ADMIN_KEY);
  return {
    host: read('HOST', SETTINGS.HOST),
    port: read('PORT', SETTINGS.PORT),
    database: read('DATABASE_URL', SETTINGS.DATABASE_URL),
    seed: read('SEED', SETTINGS.SEED),
    adminKey: adminKey === '' ? undefined : adminKey,
    reading: read('READ', SETTINGS.READ),
    rateLimit: read('RATE_LIMIT', SETTINGS.RATE_LIMIT),
    logLevel: read('LOG_LEVEL', SETTINGS.LOG_LEVEL),
  };
}
