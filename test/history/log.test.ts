import { createHash } from 'node:crypto';
import t from 'tap';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

t.test('the log chains every revision to the one before, over the hash of its document', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/events', anEvent({ id: 'meeting' }), { 'change-reason': 'a first look' });
  await register.post('/partnerships', aPartnership());
  await register.putText('report', 'The ministers met.');
  await register.delete('/events/meeting', { 'if-match': '*' });

  const changes = await register.engine.reader.selectFrom('change').selectAll().orderBy('sequence').execute();
  let hash = '';
  for (const [index, change] of changes.entries()) {
    const { sequence, record, id, revision, operation, at, actor, reason, document } = change;
    t.equal(sequence, index + 1, 'without gaps');
    const content = document === null ? null : sha256(document);
    hash = sha256(JSON.stringify([hash, sequence, record, id, revision, operation, at, actor, reason, content]));
    t.equal(change.hash, hash);
  }
  t.equal(changes.at(-1)?.operation, 'delete');
});

t.test('the log holds what each record says now', async (t) => {
  const { engine } = await openRegister(t, { seeded: true });
  const records = await engine.reader.selectFrom('record').selectAll().execute();
  for (const { record, id, revision, sequence } of records) {
    const change = await engine.reader
      .selectFrom('change')
      .select(['sequence', 'document'])
      .where('record', '=', record)
      .where('id', '=', id)
      .where('revision', '=', revision)
      .executeTakeFirstOrThrow();
    t.equal(change.sequence, sequence);
    t.type(change.document, 'string');
  }
});

t.test("the register's clock never goes backwards, whatever the machine's does", async (t) => {
  const times = ['2025-01-02T00:00:00.000Z', '2025-01-01T00:00:00.000Z', '2025-01-03T00:00:00.000Z'];
  let call = 0;
  const register = await openRegister(t, { now: () => new Date(times[call++] ?? '2025-01-04T00:00:00.000Z') });
  const written = [];
  for (const name of ['one', 'two', 'three']) written.push(await register.post('/parties', { kind: 'company', name }));
  t.strictSame(
    written.map(({ body }) => body.updated_at),
    ['2025-01-02T00:00:00.000Z', '2025-01-02T00:00:00.000Z', '2025-01-03T00:00:00.000Z'],
  );
});
