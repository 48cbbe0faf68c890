/** What a DATABASE_URL says: which engine keeps the register, and where. It opens nothing and loads no driver. */
import { dirname, resolve } from 'node:path';

/** Where a register is kept. */
export type DatabasePlace =
  | {
      engine: 'sqlite';
      /** The absolute path of the file. */
      file: string;
    }
  | {
      engine: 'postgres';
      /** The connection string, which may hold a password. */
      url: string;
    };

/** What a DATABASE_URL has to be, for messages. */
export const DATABASE_URL_FORM =
  'sqlite: and a file, such as sqlite:./data/entente.db, or the URL of a PostgreSQL database, such as postgres://entente@localhost/entente?sslmode=verify-full; sslmode may be disable, require, verify-ca or verify-full';

/** The ways to use TLS, as PostgreSQL's own clients read them. Those that may go without unasked are left out. */
const SSL_MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];

/** Takes a DATABASE_URL apart; undefined when it names no engine that there is. */
export function parseDatabaseUrl(url: string): DatabasePlace | undefined {
  if (/^postgres(ql)?:\/\//.test(url)) return isPostgresUrl(url) ? { engine: 'postgres', url } : undefined;
  const [, file] = /^sqlite:(.+)$/s.exec(url) ?? [];
  return file === undefined ? undefined : { engine: 'sqlite', file: resolve(file) };
}

function isPostgresUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return new URL(url).searchParams.getAll('sslmode').every((mode) => SSL_MODES.includes(mode));
}

/** Whether a URL names a database that may be a replica. */
export const isReplicaUrl = (url: string): boolean => parseDatabaseUrl(url)?.engine === 'postgres';

/** The same for a URL that was checked before. */
export function placeOf(url: string): DatabasePlace {
  const place = parseDatabaseUrl(url);
  if (!place)
    throw new Error(`the database should be ${DATABASE_URL_FORM}; not ${JSON.stringify(withoutSecrets(url))}`);
  return place;
}

/** Where the register is, for messages: a URL without its password and its parameters. */
export function shownPlace(url: string): string {
  const place = placeOf(url);
  return place.engine === 'sqlite' ? place.file : withoutSecrets(url);
}

/** A URL whose password and parameters are left out. */
const withoutSecrets = (url: string): string => url.replace(/\?.*$/s, '').replace(/(?<=:\/\/[^/:@]*):.*@/s, '@');

/** The folder for the files that belong to a register but not into it, such as the admin's key. */
export function folderBeside(url: string): string {
  const place = placeOf(url);
  return place.engine === 'sqlite' ? dirname(place.file) : resolve('data');
}
