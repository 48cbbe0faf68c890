/** Looks a certificate up in a register: its entry of the log, and what was taken out of the log since. */

import { hashAt, lastEntry } from '../../db/log-end.js';
import type { Database } from '../../db/tables.js';
import type { Certificate } from '../../model/certificate/certificate.js';
import {
  type CertifiedAnswer,
  type Checked,
  checkAnswer,
  type RedactionSince,
} from '../../model/certificate/verdict.js';
import type { Reference } from '../../model/refusal.js';
import { readRedacted } from '../log/redactions.js';
import { revisionsOf } from '../log/revisions.js';

/** @param publicHalf of the key that the certificate names, if it is known */
export async function checkCertificate(
  db: Database,
  answer: CertifiedAnswer,
  publicHalf: string | undefined,
): Promise<Checked> {
  const { certificate } = answer;
  const { faults, ...checked } = checkAnswer(answer, publicHalf);
  const fault = await faultOfLog(db, certificate);
  return {
    ...checked,
    ...(fault === undefined
      ? { log: 'matches', ...(await redactedSince(db, certificate.sequence)), faults }
      : { log: 'differs', redactions: [], isStateRedacted: false, faults: [...faults, fault] }),
  };
}

async function faultOfLog(db: Database, { sequence, log_hash }: Certificate): Promise<string | undefined> {
  if (sequence === 0) return log_hash === '' ? undefined : 'Before the first entry of a log there is no hash.';
  const hash = await hashAt(db, sequence);
  if (hash !== undefined)
    return hash === log_hash ? undefined : `The log of this register has another entry ${sequence}.`;
  const { sequence: last } = (await lastEntry(db)) ?? { sequence: 0 };
  return `The log of this register ends at ${last}, before entry ${sequence}.`;
}

/** What was taken out since an entry of the log that the log had then; and whether any of it was current then. */
async function redactedSince(db: Database, sequence: number): Promise<Pick<Checked, 'redactions' | 'isStateRedacted'>> {
  const rows = await db
    .selectFrom('change')
    .select(['record', 'id', 'revision', 'at', 'actor', 'reason', 'redacted'])
    .where('redacted', 'is not', null)
    .where('sequence', '>', sequence)
    .orderBy('sequence')
    .execute();
  const redactions: RedactionSince[] = [];
  let isStateRedacted = false;
  for (const { record, id, revision, at, actor, reason, redacted } of rows) {
    const { revisions = [], texts = [] } = readRedacted(redacted ?? '{}');
    const then = await revisionThen(db, { record, id }, sequence);
    if (then === undefined) continue;
    const hadText =
      texts.length > 0 && (then.document === null || texts.includes(JSON.parse(then.document).text_sha256));
    if (!hadText && !revisions.some((one) => one <= then.revision)) continue;
    if (hadText || revisions.includes(then.revision)) isStateRedacted = true;
    redactions.push({ record, id, revision, at, actor, ...(reason !== null && { reason }) });
  }
  return { redactions, isStateRedacted };
}

/** The revision of a record that was the last one at an entry of the log. */
const revisionThen = (db: Database, of: Reference, sequence: number) =>
  revisionsOf(db, of)
    .select(['revision', 'document'])
    .where('sequence', '<=', sequence)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
