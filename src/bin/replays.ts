/** Has certified questions asked again in a thread of its own, one at a time, within bounds. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Certificate } from '../model/certificate/certificate.js';
import type { Replay, Replayed } from '../model/certificate/verdict.js';
import { isMembers } from '../model/members.js';
import { subjectOf } from './past.js';
import type { Start } from './replay-worker.js';

/** Entries of the log of which a register is made while somebody waits. */
const MAX_ENTRIES = 20_000;
/** Questions that wait for their turn. */
const MAX_WAITING = 8;
/** For how long the thread, and the past that it made, are kept for the next question. */
const KEEP_MS = 30_000;

const FAILED = { why: 'It could not be asked again: making the register as it was then failed. Try again.' };
const TOO_MANY = { why: 'It was not asked again: too many others wait for that. Try again.' };
const TOO_LARGE = {
  why: `It was not asked again: the log had more than ${MAX_ENTRIES} entries then. The command entente verify ANSWER.json does it at any size.`,
};

export interface Replays {
  replay: Replay;
  /** Ends the thread, whatever it does, and removes what it has made. */
  close(): Promise<void>;
}

/** @param url the register whose questions are asked again */
export function replaysOf(url: string): Replays {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;

  const endThread = async () => {
    clearTimeout(idle);
    const ending = thread;
    thread = undefined;
    // What it leaves behind in the temporary folder is no reason to answer otherwise.
    await ending?.end().catch(() => {});
  };

  async function ask(certificate: Certificate): Promise<Replayed> {
    if (isClosed) return FAILED;
    clearTimeout(idle);
    try {
      thread ??= startThread(url);
      return await thread.ask(certificate);
    } catch {
      await endThread();
      return FAILED;
    } finally {
      idle = setTimeout(() => void endThread(), KEEP_MS).unref();
    }
  }

  return {
    close: () => {
      isClosed = true;
      return endThread();
    },
    replay: async (certificate) => {
      if (certificate.sequence > MAX_ENTRIES && !subjectOf(certificate)) return TOO_LARGE;
      if (waiting >= MAX_WAITING) return TOO_MANY;
      waiting += 1;
      const turn = last.then(() => ask(certificate));
      last = turn;
      return turn.finally(() => {
        waiting -= 1;
      });
    },
  };
}

interface Thread {
  /** Fails when the thread ends before it has answered. */
  ask(certificate: Certificate): Promise<Replayed>;
  end(): Promise<void>;
}

function startThread(url: string): Thread {
  const folder = mkdtempSync(join(tmpdir(), 'entente-past-'));
  const start: Start = { url, folder };
  // What this process was told to load first, such as a debugger's or a test runner's modules, isn't for the thread.
  const worker = new Worker(new URL('replay-worker.js', import.meta.url), { workerData: start, execArgv: [] });
  const ended = new Promise<never>((_resolve, reject) => {
    worker.once('error', reject).once('exit', () => reject(new Error('the thread ended')));
  });
  ended.catch(() => {});
  // It keeps the process from ending only while it is asked.
  worker.unref();
  return {
    ask: async (certificate) => {
      worker.ref();
      const answered = once(worker, 'message');
      worker.postMessage(certificate);
      const [answer]: unknown[] = await Promise.race([answered, ended]);
      worker.unref();
      if (!isMembers(answer) || 'failure' in answer) return FAILED;
      return { hash: typeof answer.hash === 'string' ? answer.hash : undefined };
    },
    end: async () => {
      await worker.terminate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
