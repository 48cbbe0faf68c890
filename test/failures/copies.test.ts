/** Several copies of the service over one database, while one of them, connections or the server itself are lost. */
import t from 'tap';
import { places, postgresOnly } from '../support/place.js';
import { surviveKillsOfCopies, surviveStopsOfTheServer } from './upheavals.js';

t.test('two copies lose nothing when one is killed or connections are cut', postgresOnly, async (t) => {
  const place = await places.empty();
  t.teardown(() => place.remove());
  await surviveKillsOfCopies(t, place.url, 8, 3, 20_260_101);
});

t.test('two copies go on by themselves when the server of their database was away', postgresOnly, async (t) => {
  await surviveStopsOfTheServer(t, 8, 1, 20_260_101);
});
