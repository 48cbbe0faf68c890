/** Many who follow the log at once: it is read once for all of them, and each gets what it asked for. */
import t from 'tap';
import { type Json, openRegister, populate } from '../support/register.js';
import { listen as listenToStatements } from '../support/statements.js';
import { addressOf, events, type Listener, listen } from './listening.js';
import { keepWriting } from './writers.js';

t.test('whatever streams ask for, each sends what the pages list', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'article', kind: 'news_article' });
  const queries = [
    ...['', 'expand=document', 'record=event', 'record=party,source&operation=create,patch', 'changed=summary'],
    ...['changed=title&record=event', 'party=arcadia', 'party=borduria,coinworks&operation=recomputed', 'actor=tester'],
    ...['id=shared&expand=document', 'since=2000-01-01T00:00:00Z&record=partnership'],
  ];
  await addressOf(register);
  const listeners = await Promise.all(
    queries.map((query) => listen(t, register, `/changes/stream?${/since/.test(query) ? '' : 'after=0&'}${query}`)),
  );
  await Promise.all([21, 22].map((seed) => keepWriting(register, 60, seed)));
  for (const [at, query] of queries.entries()) {
    const listed: Json[] = [];
    for (let after = 0, isMore = true; isMore; ) {
      const { body } = await register.get(`/changes?${/since/.test(query) ? '' : `after=${after}&`}limit=200&${query}`);
      listed.push(...body.data);
      isMore = body.page.next !== undefined;
      after = body.meta.sequence;
    }
    t.ok(listed.length > 0, query);
    const told = await events(listeners[at]!, listed.length);
    t.strictSame(
      told.map(({ data = '' }) => JSON.parse(data)),
      listed,
      query,
    );
  }
});

t.test('a change is read once for all who follow', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const listeners: Listener[] = [];
  for (let count = 0; count < 40; count += 1) {
    const query = count % 2 === 0 ? 'record=party&expand=document' : 'record=party&expand=document&party=quartz';
    const listener = await listen(t, register, `/changes/stream?${query}`);
    await listener.next();
    listeners.push(listener);
  }
  const asked = listenToStatements(t, register);
  await register.post('/parties', { id: 'quartz', kind: 'company', name: 'Quartz' });
  const told = await Promise.all(listeners.map((listener) => events(listener, 1)));
  t.equal(new Set(told.map(([one]) => one?.data)).size, 1);
  const reads = asked.filter((statement) => /^select/.test(statement));
  t.ok(reads.length < 15, `${reads.length} statements: ${reads.join('\n')}`);
});
