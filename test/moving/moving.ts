/** Copies between the places of tests. */
import type { Test } from 'tap';
import { command } from '../support/command.js';
import { isSqlite, type Place, type Places, places, sqlite, type Where } from '../support/place.js';
import { emptyFolder } from '../support/process.js';

/** From where to where: between both engines when there is a server, else from file to file. */
export const ROUTES: readonly [name: string, from: Places, to: Places][] = isSqlite
  ? [['SQLite to SQLite', sqlite, sqlite]]
  : [
      ['SQLite to PostgreSQL', sqlite, places],
      ['PostgreSQL to SQLite', places, sqlite],
      ['PostgreSQL to PostgreSQL', places, places],
    ];

export async function emptyPlace(t: Test, where: Places = places): Promise<Place> {
  const place = await where.empty();
  t.teardown(() => place.remove());
  return place;
}

/** Runs `entente copy`. */
export const copy = (t: Test, from: Where, to: Where) =>
  command(t, emptyFolder(t), ['copy', '--from', from.url, '--to', to.url]);

/** Runs `entente verify`, and returns what it says of a register that is whole. */
export async function verified(t: Test, { url }: Where): Promise<string> {
  const { code, stdout, stderr } = await command(t, emptyFolder(t), ['verify'], { DATABASE_URL: url });
  t.same({ code, stderr }, { code: 0, stderr: '' }, stdout);
  return stdout;
}
