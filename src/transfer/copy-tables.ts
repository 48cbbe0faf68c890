/** Copies what is kept beside the log: the texts of sources, API keys, and answers to requests with an Idempotency-Key. */
import type { Database } from '../db/tables.js';
import { inBatches, type TextLength } from '../register/read/texts.js';
import type { Copying } from './copying.js';

/** Rows of a list of texts, and of keys, that are looked at together. */
const BATCH_SIZE = 1000;
/** Texts in one transaction have so many code points together; one alone may have 8 MiB. */
const MAX_LENGTH = 2 ** 21;
/** Answers in one transaction; each may have some MiB. */
const BATCH_ANSWERS = 50;

/**
 * Copies the texts that are missing. A text never changes; one that was taken out is gone with its entry of the log.
 * @param wanted the SHA-256 of those that are copied; all unless said
 */
export async function copyTexts({ source, target, report }: Copying, wanted?: ReadonlySet<string>): Promise<number> {
  let copied = 0;
  for (let after = ''; ; ) {
    const listed = await source
      .selectFrom('source_text')
      .select(['sha256', 'length'])
      .where('sha256', '>', after)
      .orderBy('sha256')
      .limit(BATCH_SIZE)
      .execute();
    const last = listed.at(-1);
    if (!last) return copied;
    after = last.sha256;
    const chosen = wanted ? listed.filter(({ sha256 }) => wanted.has(sha256)) : listed;
    for (const some of inBatches(await missingOf(target.reader, chosen), MAX_LENGTH)) {
      const texts = await source.selectFrom('source_text').selectAll().where('sha256', 'in', some).execute();
      await target.write((db) =>
        db
          .insertInto('source_text')
          .values(texts)
          .onConflict((known) => known.doNothing())
          .execute(),
      );
      copied += some.length;
      report(copied, 'texts');
    }
  }
}

async function missingOf(target: Database, listed: readonly TextLength[]): Promise<TextLength[]> {
  if (listed.length === 0) return [];
  const hashes = listed.map(({ sha256 }) => sha256);
  const rows = await target.selectFrom('source_text').select('sha256').where('sha256', 'in', hashes).execute();
  const held = new Set(rows.map(({ sha256 }) => sha256));
  return listed.filter(({ sha256 }) => !held.has(sha256));
}

/** Puts the keys as the source has them, and returns how many there are. */
export async function copyKeys({ source, target }: Copying): Promise<number> {
  const keys = await source.selectFrom('api_key').selectAll().execute();
  await target.write(async (db) => {
    await db.deleteFrom('api_key').execute();
    for (let from = 0; from < keys.length; from += BATCH_SIZE)
      await db
        .insertInto('api_key')
        .values(keys.slice(from, from + BATCH_SIZE))
        .execute();
  });
  return keys.length;
}

/**
 * Puts the public halves of the keys of certificates, and returns how many there are: what the source signed can be
 * checked at the copy, which signs with a key of its own.
 */
export async function copyCertificateKeys({ source, target }: Copying): Promise<number> {
  const keys = await source.selectFrom('certificate_key').selectAll().execute();
  await target.write(async (db) => {
    for (const key of keys)
      await db
        .insertInto('certificate_key')
        .values({ ...key, private_half: null })
        .onConflict((known) => known.column('id').doUpdateSet({ retired_at: key.retired_at }))
        .execute();
  });
  return keys.length;
}

/** Puts the answers as the source has them, and returns how many there are. */
export async function copyAnswers({ source, target, report }: Copying): Promise<number> {
  let copied = 0;
  for (let last = { owner: '', key: '' }; ; ) {
    const answers = await source
      .selectFrom('idempotent_answer')
      .selectAll()
      .where(({ eb, refTuple, tuple }) => eb(refTuple('owner', 'key'), '>', tuple(last.owner, last.key)))
      .orderBy('owner')
      .orderBy('key')
      .limit(BATCH_ANSWERS)
      .execute();
    const end = answers.at(-1);
    if (!end) return copied;
    last = end;
    await target.write((db) =>
      db
        .insertInto('idempotent_answer')
        .values(answers)
        .onConflict((known) =>
          known.columns(['owner', 'key']).doUpdateSet(({ ref }) => ({
            fingerprint: ref('excluded.fingerprint'),
            at: ref('excluded.at'),
            answer: ref('excluded.answer'),
          })),
        )
        .execute(),
    );
    copied += answers.length;
    report(copied, 'kept answers');
  }
}
