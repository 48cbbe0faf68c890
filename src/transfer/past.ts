/** Makes a register as another one was at an entry of its log. */
import { copyLog } from './copy-log.js';
import { copyTexts } from './copy-tables.js';
import type { Copying } from './copying.js';

/** Revisions of sources that are looked at together. */
const BATCH_SIZE = 500;

/** Fills an empty register with the log up to `upTo`, and the texts that it names. Its records are left to be indexed. */
export async function copyPast(copying: Copying): Promise<void> {
  await copyLog(copying);
  await copyTexts(copying, await textsNamed(copying));
  // What was taken out since leaves a record of which nothing is known.
  await copying.target.write((db) =>
    db
      .updateTable('record')
      .set(({ ref }) => ({ deleted_at: ref('updated_at') }))
      .where('deleted_at', 'is', null)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('change')
            .select('change.sequence')
            .whereRef('change.sequence', '=', 'record.sequence')
            .where('change.document', 'is', null),
        ),
      )
      .execute(),
  );
}

/** The SHA-256 of each text that a source ever held. */
async function textsNamed({ target: { reader } }: Copying): Promise<Set<string>> {
  const named = new Set<string>();
  for (let after = 0; ; ) {
    const rows = await reader
      .selectFrom('change')
      .select(['sequence', 'document'])
      .where('record', '=', 'source')
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(BATCH_SIZE)
      .execute();
    const last = rows.at(-1);
    if (!last) return named;
    after = last.sequence;
    for (const { document } of rows) {
      const { text_sha256 } = JSON.parse(document ?? '{}');
      if (typeof text_sha256 === 'string') named.add(text_sha256);
    }
  }
}
