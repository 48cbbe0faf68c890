/** While another process holds the database file, the service says so, goes on with what it can, and recovers. */
import t from 'tap';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { expectProblem } from '../support/expect-problem.js';
import { sqliteOnly } from '../support/place.js';
import { type Answer, openRegister, writerKey } from '../support/register.js';

const register = await openRegister(t, { seeded: true });

/** The answer, which here may be that nothing can be done at the moment. */
async function send(method: 'GET' | 'POST', url: string, payload?: object): Promise<Answer> {
  const answer = await register.app.inject({ method, url, ...(payload && { payload, headers: writerKey }) });
  const isJson = /json/.test(String(answer.headers['content-type']));
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, body: isJson && answer.json() };
}
const get = (url: string) => send('GET', url);
const post = (url: string, payload: object) => send('POST', url, payload);
const company = (name: string) => ({ kind: 'company', name });

/** Locks the file of the register as another process would. */
function lock() {
  const other = new Sqlite(register.file, { timeout: 5000 });
  other.exec('begin immediate');
  t.teardown(() => other.close());
  return () => other.close();
}

t.test('a write waits a while for another process, and nobody else waits with it', sqliteOnly, async (t) => {
  const unlock = lock();
  const order: string[] = [];
  const write = post('/parties', company('Patient')).then((answer) => {
    order.push('write');
    return answer;
  });
  t.equal((await get('/parties/pakistan')).status, 200);
  order.push('read');
  unlock();
  t.equal((await write).status, 201);
  t.same(order, ['read', 'write']);
});

t.test(
  'while the file stays locked writes are refused and nothing of them is kept; then they are taken again',
  sqliteOnly,
  async (t) => {
    const unlock = lock();
    const answers = await Promise.all([1, 2, 3].map((number) => post('/parties', company(`Impatient ${number}`))));
    for (const answer of answers) {
      expectProblem(t, answer, 503, 'unavailable');
      t.match(answer.headers['retry-after'], /^\d+$/);
    }
    t.equal((await get('/parties/pakistan')).status, 200, 'reading goes on');
    unlock();
    t.equal((await get('/parties/impatient-1')).status, 404);
    t.equal((await post('/parties', company('Impatient 1'))).status, 201);
  },
);
