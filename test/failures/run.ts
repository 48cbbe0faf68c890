/** Kills the service again and again while many write to it: `npm run kill -- 50`. */
import t from 'tap';
import { surviveKills } from './kills.js';

/** Milliseconds, which are those of a long night. */
const PATIENCE = 12 * 3_600_000;
t.setTimeout(PATIENCE);

const [rounds = '50', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);

t.test(`killed ${rounds} times at any moment, it loses nothing (seed ${seed})`, { timeout: PATIENCE }, async (t) => {
  await surviveKills(t, Number(rounds), Number(seed));
});
