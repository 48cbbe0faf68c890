/** Group commit: in which order a connection and the hooks hear what, and who is answered how. */
import t from 'tap';
import type { Engine } from '../../src/db/engine.js';
import { type CommitHooks, groupCommit, type WriteConnection } from '../../src/db/group-commit.js';
import type { Database } from '../../src/db/tables.js';
import { Unavailable } from '../../src/model/refusal.js';

interface Recorded extends Pick<Engine, 'write' | 'dryRun'> {
  /** A write that has changed something when it is refused. */
  refusedLate(): Promise<never>;
  /** What was called, in its order. */
  calls: string[];
}

/** A group commit that works on nothing; a call of the connection that is to fail throws. */
function recorded(failing: Record<string, Error> = {}, begun?: CommitHooks['begun']): Recorded {
  const calls: string[] = [];
  let writeCount = 0;
  const call = (name: string) => async (): Promise<void> => {
    calls.push(name);
    if (failing[name]) throw failing[name];
  };
  const connection: WriteConnection = {
    reserve: (work) => work({} as Database),
    begin: call('begin'),
    haveOthersWritten: async () => {
      calls.push('have others written?');
      return true;
    },
    writeCount: () => writeCount,
    savepoint: call('savepoint'),
    rollbackToSavepoint: call('rollback to savepoint'),
    releaseSavepoint: call('release'),
    commit: call('commit'),
    rollback: call('rollback'),
    asksToRepeat: (failure) => failure === conflict,
  };
  const commit = groupCommit(connection, {
    begun: begun ?? (async () => {}),
    workEnded: (isKept) => calls.push(isKept ? 'kept' : 'taken back'),
    beforeCommit: call('before commit'),
    rolledBack: () => calls.push('rolled back'),
  });
  const refusedLate = () =>
    commit.write(async () => {
      calls.push('refused late');
      writeCount += 1;
      throw refusal;
    });
  return { ...commit, refusedLate, calls };
}

const refusal = new Error('refused');
/** What the database fails with when it wants a transaction done again. */
const conflict = new Unavailable(new Error('a deadlock'));
const refusing = async () => {
  throw refusal;
};
const outcomes = async (writes: Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason));

t.test('a write on its own has no savepoint', async (t) => {
  const { write, calls } = recorded();
  t.equal(await write(async () => calls.push('work') && 'done'), 'done');
  t.same(calls, ['begin', 'work', 'kept', 'before commit', 'commit']);
});

t.test('one that fails on its own takes back the transaction', async (t) => {
  const { write, calls } = recorded();
  await t.rejects(write(refusing), refusal);
  t.same(calls, ['begin', 'rollback', 'rolled back']);
});

t.test('one of several that is refused before it has changed anything takes back nothing of the others', async (t) => {
  const { write, calls } = recorded();
  t.same(await outcomes([write(async () => 1), write(refusing), write(async () => 3)]), [1, refusal, 3]);
  t.same(calls, ['begin', 'kept', 'taken back', 'kept', 'before commit', 'commit']);
});

t.test('when one of several is refused later, all are done again, each in a savepoint', async (t) => {
  const { write, refusedLate, calls } = recorded();
  const work = (number: number) => async () => calls.push(`work ${number}`) && number;
  t.same(await outcomes([write(work(1)), refusedLate(), write(work(3))]), [1, refusal, 3]);
  t.same(calls, [
    ...['begin', 'work 1', 'kept', 'refused late', 'rollback', 'rolled back', 'begin'],
    ...['savepoint', 'work 1', 'release', 'kept'],
    ...['savepoint', 'refused late', 'rollback to savepoint', 'taken back'],
    ...['savepoint', 'work 3', 'release', 'kept', 'before commit', 'commit'],
  ]);
});

t.test('one that is refused late on its own is not done again', async (t) => {
  const { refusedLate, calls } = recorded();
  await t.rejects(refusedLate(), refusal);
  t.same(calls, ['begin', 'refused late', 'rollback', 'rolled back']);
});

t.test('a dry run is answered, and taken back', async (t) => {
  const { write, dryRun, calls } = recorded();
  t.same(await outcomes([dryRun(async () => 1), write(async () => 2), dryRun(refusing)]), [1, 2, refusal]);
  t.same(calls, [
    ...['begin', 'savepoint', 'rollback to savepoint', 'taken back', 'savepoint', 'release', 'kept'],
    ...['savepoint', 'rollback to savepoint', 'taken back', 'before commit', 'commit'],
  ]);
});

t.test('nobody is answered before the commit', async (t) => {
  const { write, calls } = recorded();
  const answered = () => calls.push('answered');
  await Promise.all([write(async () => 1).then(answered), write(async () => 2).then(answered)]);
  t.same(calls.slice(-3), ['commit', 'answered', 'answered']);
});

t.test('what arrives while a transaction is under way shares the next one, in its order', async (t) => {
  const { write, calls } = recorded();
  const later: Promise<unknown>[] = [];
  await write(async () => {
    for (const number of [1, 2]) later.push(write(async () => calls.push(`later ${number}`)));
  });
  await Promise.all(later);
  t.equal(calls.filter((name) => name === 'begin').length, 2);
  t.same(
    calls.filter((name) => name.startsWith('later')),
    ['later 1', 'later 2'],
  );
});

t.test('when the database itself fails, all are refused, and the next ones are tried again', async (t) => {
  const failure = new Unavailable(new Error('the disk is full'));
  const { write, calls } = recorded();
  const failing = async () => {
    throw failure;
  };
  t.same(await outcomes([write(async () => 1), write(failing), write(refusing)]), [failure, failure, failure]);
  t.same(calls.slice(-2), ['rollback', 'rolled back']);
  t.equal(await write(async () => 'again'), 'again');
  for (const step of ['begin', 'savepoint', 'before commit', 'commit']) {
    const { write, refusedLate, calls } = recorded({ [step]: failure });
    t.same(await outcomes([write(async () => 1), refusedLate()]), [failure, failure], step);
    t.same(calls.slice(-2), ['rollback', 'rolled back'], step);
  }
});

t.test('what the database takes back because of others is done again, for a while', async (t) => {
  let left = 2;
  const { write, calls } = recorded();
  const hindered = async () => {
    if (left-- > 0) throw conflict;
    return 'done';
  };
  t.equal(await write(hindered), 'done');
  t.same(calls, [
    ...['begin', 'rollback', 'rolled back', 'begin', 'rollback', 'rolled back'],
    ...['begin', 'kept', 'before commit', 'commit'],
  ]);
  left = 100;
  t.same(await outcomes([write(hindered)]), [conflict]);
  t.equal(left, 95);
});

t.test('whether others have written is asked only if the hook wants to know', async (t) => {
  const silent = recorded();
  await silent.write(async () => {});
  t.notOk(silent.calls.includes('have others written?'));
  const curious = recorded({}, async (haveOthersWritten) => {
    t.equal(await haveOthersWritten(), true);
  });
  await curious.write(async () => {});
  t.same(curious.calls.slice(0, 2), ['begin', 'have others written?']);
});
