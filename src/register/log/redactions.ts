/** Redactions: documents and texts that were removed from the log for good, as a record's history shows them. */
import type { Database } from '../../db/tables.js';
import { keyOf, type Reference } from '../../model/refusal.js';
import { instant, list, object, revisionNumber, type Static, set, sha256Text, Type, text } from '../../model/schema.js';
import type { Redacted } from './change-log.js';

const example = { at: '2025-11-02T09:30:00.000Z', actor: 'entente', reason: 'court order 7/2025', revision: 3 };

/** The maximum of revisions, and of texts, that one entry of the log says were taken out. */
export const MAX_REDACTED = 1000;

/** Who redacted the document of a revision. */
export const Redaction = object(
  'Redaction',
  'Who took the document of a revision out of the register for good, when and why.',
  {
    at: instant('When it was taken out.'),
    actor: text('Who took it out.', 1000, 'entente'),
    reason: Type.Optional(text('Why.', 1000, 'court order 7/2025')),
    revision: { ...revisionNumber, description: 'The revision of the same record that says so.' },
  },
  [example],
);
export type Redaction = Static<typeof Redaction>;

/** What an entry of the log redacted. */
export const RedactedSchema = object(
  'RedactedContent',
  'What a revision took out of the register for good.',
  {
    revisions: Type.Optional(
      set(revisionNumber, 'The revisions of this record whose documents were taken out.', MAX_REDACTED, 1),
    ),
    texts: Type.Optional(
      list(
        sha256Text("SHA-256 of a text's bytes, in hexadecimal."),
        'The texts of sources that were taken out.',
        MAX_REDACTED,
        1,
      ),
    ),
  },
  [{ revisions: [1, 2] }],
);

/** Parses the `redacted` of an entry. */
export const readRedacted = (redacted: string): Redacted => JSON.parse(redacted);

/** The redacted revisions of a record, each with who redacted it. */
export const redactionsOf = async (db: Database, of: Reference): Promise<Map<number, Redaction>> =>
  (await redactionsOfAll(db, [of])).get(keyOf(of)) ?? new Map();

/** The redacted revisions of each of these records. */
export async function redactionsOfAll(
  db: Database,
  records: readonly Reference[],
): Promise<Map<string, Map<number, Redaction>>> {
  const found = new Map<string, Map<number, Redaction>>();
  if (records.length === 0) return found;
  const rows = await db
    .selectFrom('change')
    .select(['record', 'id', 'revision', 'at', 'actor', 'reason', 'redacted'])
    .where(({ eb, or }) => or(records.map(({ record, id }) => eb.and([eb('record', '=', record), eb('id', '=', id)]))))
    .where('redacted', 'is not', null)
    .orderBy('revision')
    .execute();
  for (const { redacted, reason, record, id, ...entry } of rows) {
    const { revisions = [] } = readRedacted(redacted ?? '{}');
    const key = keyOf({ record, id });
    const own = found.get(key) ?? new Map<number, Redaction>();
    const redaction = {
      at: entry.at,
      actor: entry.actor,
      ...(reason !== null && { reason }),
      revision: entry.revision,
    };
    for (const revision of revisions) own.set(revision, redaction);
    found.set(key, own);
  }
  return found;
}
