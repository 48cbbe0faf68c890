/** The tour in README runs as it is written. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serve } from '../support/process.js';
import { blocks, promised, section } from './markdown.js';
import { ADDRESS, clone, hasCurl, takeTour } from './tour.js';

/** What README prints where a reader's own folder would stand. */
const FOLDER = '/home/you/entente';

t.test("README's tour runs as it is written", { skip: !hasCurl && 'there is no curl here' }, async (t) => {
  const folder = clone(t);
  const { address, printed, stop } = await serve(t, folder);
  const start = blocks(section('Start', ['README.md'])).find(({ language }) => language === 'text');
  t.equal(printed.replaceAll(address, ADDRESS).replaceAll(folder, FOLDER), start?.code, 'it prints what README shows');
  t.equal(statSync(join(folder, 'data/admin.key')).mode & 0o777, 0o600, 'only its owner can read the key');

  await takeTour(t, folder, address);

  t.equal(await stop('SIGINT'), 0, 'Ctrl+C stops the service');
  const again = await serve(t, folder);
  const kept = await again.get('/partnerships/lagoon-highland');
  t.equal(kept.stage, 'talks', 'what is in data stays for the next start');
});

t.test('the tour promises an answer to each step, and a refusal of the lie alone', async (t) => {
  const tour = blocks(section('Five minutes with curl'));
  const statuses = tour.filter(({ code }) => code.startsWith('curl')).map(promised);
  t.strictSame(statuses, ['200', '201', '201', '201', '422', '201', '200', '200']);
});
