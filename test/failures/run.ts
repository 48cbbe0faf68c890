/**
 * Kills the service again and again while many write to it: `npm run kill -- 50`. With `copies`, kills two copies over one
 * PostgreSQL database, and stops its server, for so many seconds each: `npm run kill -- copies 30`.
 */
import t from 'tap';
import { ownServer } from '../support/own-server.js';
import { surviveKills } from './kills.js';
import { surviveKillsOfCopies, surviveLagging, surviveStopsOfTheServer } from './upheavals.js';

/** Milliseconds, which are those of a long night. */
const PATIENCE = 12 * 3_600_000;
t.setTimeout(PATIENCE);
const timeout = PATIENCE;
const CLIENTS = 32;

const [first = '50', ...others] = process.argv.slice(2);
if (first === 'copies') {
  const [length = '30', seed = someSeed()] = others;
  const [seconds, number] = [Number(length), Number(seed)];
  t.test(`two copies, one killed or connections cut for ${seconds} s (seed ${seed})`, { timeout }, async (t) => {
    await surviveKillsOfCopies(t, (await ownServer(t)).url, CLIENTS, seconds, number);
  });
  t.test(`two copies, and the server stopped and started for ${seconds} s`, { timeout }, async (t) => {
    await surviveStopsOfTheServer(t, CLIENTS, Math.ceil(seconds / 4), number);
  });
  t.test(`two copies that read from a replica which lags behind, for ${seconds} s`, { timeout }, async (t) => {
    await surviveLagging(t, CLIENTS, seconds, number);
  });
} else {
  const [seed = someSeed()] = others;
  t.test(`killed ${first} times at any moment, it loses nothing (seed ${seed})`, { timeout }, async (t) => {
    await surviveKills(t, Number(first), Number(seed));
  });
}

function someSeed(): string {
  return String(Date.now() % 1_000_000);
}
