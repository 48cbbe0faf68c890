/** What a DATABASE_URL says: which engine keeps the register, and where. It opens nothing and loads no driver. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Where a register is kept. */
export interface DatabasePlace {
  engine: 'sqlite';
  /** The absolute path of the file. */
  file: string;
}

/** What a DATABASE_URL has to be, for messages. */
export const DATABASE_URL_FORM = 'sqlite: and a file, such as sqlite:./data/entente.db';

/** Takes a DATABASE_URL apart; undefined when it names no engine that there is. */
export function parseDatabaseUrl(url: string): DatabasePlace | undefined {
  const [, file] = /^sqlite:(.+)$/s.exec(url) ?? [];
  return file === undefined ? undefined : { engine: 'sqlite', file: resolve(file) };
}

/** The same for a URL that was checked before. */
export function placeOf(url: string): DatabasePlace {
  const place = parseDatabaseUrl(url);
  if (!place) throw new Error(`the database should be ${DATABASE_URL_FORM}; not ${JSON.stringify(url)}`);
  return place;
}

/** Where the register is, for messages. */
export const shownPlace = (url: string): string => placeOf(url).file;

/** The folder for the files that belong to a register but not into it, such as the admin's key. */
export const folderBeside = (url: string): string => dirname(placeOf(url).file);

export const registerExists = (url: string): boolean => existsSync(placeOf(url).file);
