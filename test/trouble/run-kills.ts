/** Kills the service again and again while many write to it: `npm run kill -- 50`. */
import t from 'tap';
import { surviveKills } from './kills.js';

const [rounds = '50', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);

t.test(`killed ${rounds} times at any moment, it loses nothing (seed ${seed})`, { timeout: 3_600_000 }, async (t) => {
  await surviveKills(t, Number(rounds), Number(seed));
});
