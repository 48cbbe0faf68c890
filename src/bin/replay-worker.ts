/** Runs in a thread of its own: asks certified questions again, so that the service answers others meanwhile. */
import { parentPort, workerData } from 'node:worker_threads';
import { openEngine } from '../db/open.js';
import type { Certificate } from '../model/certificate/certificate.js';
import { openPast, type Past, subjectOf } from './past.js';

/** What the thread is started with. */
export interface Start {
  /** The register whose questions are asked again. */
  url: string;
  /** Where it may write; whoever started it takes it away. */
  folder: string;
}

const { url, folder }: Start = workerData;

/** The whole past that was asked last, for the next question about it. */
let kept: { key: string; past: Past } | undefined;

const engine = await openEngine(url, { mustExist: true, pool: 2 });

async function replay(certificate: Certificate): Promise<string | undefined> {
  const { db, close } = await engine.openRead();
  try {
    const { sequence } = certificate;
    const of = subjectOf(certificate);
    if (of) {
      const past = await openPast(db, { folder, upTo: sequence, of });
      return await past.ask(certificate).finally(past.close);
    }
    // What was taken out meanwhile is no part of the past any more.
    const last = db.selectFrom('change').select((eb) => eb.fn.max('sequence').as('sequence'));
    const redacted = await last.where('redacted', 'is not', null).executeTakeFirst();
    const key = `${sequence}/${redacted?.sequence}`;
    if (kept?.key !== key) {
      await kept?.past.close();
      kept = undefined;
      kept = { key, past: await openPast(db, { folder, upTo: sequence }) };
    }
    return await kept.past.ask(certificate);
  } finally {
    await close();
  }
}

parentPort?.on('message', async (certificate: Certificate) => {
  try {
    parentPort?.postMessage({ hash: await replay(certificate) });
  } catch (failure) {
    parentPort?.postMessage({ failure: failure instanceof Error ? failure.message : String(failure) });
  }
});
