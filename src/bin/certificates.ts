/** The commands about certificates: whether that of an answer holds, and a new key. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { VERSION } from '../api/contract/openapi.js';
import type { Engine } from '../db/engine.js';
import { publicHalvesIn } from '../model/certificate/key.js';
import {
  type CertificateVerdict,
  type CertifiedAnswer,
  type Checked,
  checkAnswer,
  faultOfAnswer,
  isCertified,
  isSound,
  NOT_WORTH_REPLAYING,
  type Replayed,
  verdictOf,
} from '../model/certificate/verdict.js';
import { repeatedMembers } from '../model/json/repeated-members.js';
import { checkCertificate } from '../register/certificates/check.js';
import { publicHalfOf, rotateKey } from '../register/certificates/keys.js';
import { migrateTables } from './migrate.js';
import { openPast, subjectOf } from './past.js';
import { say } from './say.js';
import { withEngine } from './with-engine.js';

/**
 * Prints whether the certificate of an answer in a file holds.
 * @param keyFile the public keys, as at /.well-known/entente-keys: then no register is asked
 */
export async function verifyAnswer(file: string, keyFile: string | undefined): Promise<void> {
  const answer = readAnswer(file);
  if (keyFile !== undefined) return printVerdict(offlineVerdict(answer, readJson(keyFile)));
  await withEngine({ mustExist: true }, async (engine) => printVerdict(await verdictOfRegister(engine, answer)));
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  const value = parsed(file, text);
  const [repeated] = repeatedMembers(text, 1);
  if (repeated) throw new Error(`${file}: ${repeated.pointer} stands there twice`);
  return value;
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}

function readAnswer(file: string): CertifiedAnswer {
  const answer = readJson(file);
  if (isCertified(answer)) return answer;
  throw new Error(`${file} is no answer with a certificate: ${faultOfAnswer(answer)}`);
}

function offlineVerdict(answer: CertifiedAnswer, keys: unknown): CertificateVerdict {
  const found = checkAnswer(answer, publicHalvesIn(keys).get(answer.certificate.key_id));
  const checked: Checked = { ...found, log: 'not_checked', redactions: [], isStateRedacted: false };
  return verdictOf(
    answer,
    checked,
    { why: 'Neither the log nor the question was looked at: no register was asked.' },
    VERSION,
  );
}

async function verdictOfRegister(engine: Engine, answer: CertifiedAnswer): Promise<CertificateVerdict> {
  if ((await engine.pendingMigrations()).length > 0)
    throw new Error('the tables are not up to date; run entente migrate first');
  const { db, close } = await engine.openRead();
  try {
    const checked = await checkCertificate(db, answer, await publicHalfOf(db, answer.certificate.key_id));
    const replayed: Replayed = isSound(checked) ? await replay(answer) : { why: NOT_WORTH_REPLAYING };
    return verdictOf(answer, checked, replayed, VERSION);
  } finally {
    await close();
  }

  async function replay({ certificate }: CertifiedAnswer): Promise<Replayed> {
    const of = subjectOf(certificate);
    const past = await openPast(db, { folder: tmpdir(), upTo: certificate.sequence, ...(of && { of }) });
    try {
      return { hash: await past.ask(certificate) };
    } finally {
      await past.close();
    }
  }
}

function printVerdict({ holds, signature, answer, log, replay, detail }: CertificateVerdict): void {
  say(holds ? 'the certificate holds' : 'the certificate does not hold');
  for (const [name, state] of Object.entries({ signature, answer, log, replay })) say(`  ${name.padEnd(9)}  ${state}`);
  say(detail);
  if (!holds) process.exitCode = 1;
}

export async function rotate(args: string[]): Promise<void> {
  parseArgs({ args, options: {}, strict: true });
  await withEngine({ mustExist: true }, async (engine) => {
    await migrateTables(engine);
    const { id } = await rotateKey(engine, new Date());
    say(`certificates are signed with the key ${id} from now on; what earlier keys signed stays valid`);
  });
}
