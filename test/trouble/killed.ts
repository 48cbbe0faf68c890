/** A service that is killed while many write to it keeps all that it acknowledged. */
import t from 'tap';
import { surviveKills } from './kills.js';

t.test('killed three times at any moment, it loses nothing', async (t) => {
  await surviveKills(t, 3, 20_260_101);
});
