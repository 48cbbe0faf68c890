/** Redactions: documents and texts that were removed from the log for good, as a record's history shows them. */
import type { Database } from '../../db/tables.js';
import type { Reference } from '../../model/refusal.js';
import { instant, list, object, revisionNumber, type Static, set, Type, text } from '../../model/schema.js';
import type { Redacted } from './change-log.js';
import { revisionsOf } from './revisions.js';

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
        Type.String({
          description: "SHA-256 of a text's bytes, in hexadecimal.",
          pattern: '^[0-9a-f]{64}$',
          maxLength: 64,
          examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
        }),
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
export async function redactionsOf(db: Database, of: Reference): Promise<Map<number, Redaction>> {
  const rows = await revisionsOf(db, of)
    .select(['revision', 'at', 'actor', 'reason', 'redacted'])
    .where('redacted', 'is not', null)
    .orderBy('revision')
    .execute();
  return new Map(
    rows.flatMap(({ redacted, reason, ...entry }) => {
      const { revisions = [] } = readRedacted(redacted ?? '{}');
      const redaction = {
        at: entry.at,
        actor: entry.actor,
        ...(reason !== null && { reason }),
        revision: entry.revision,
      };
      return revisions.map((revision): [number, Redaction] => [revision, redaction]);
    }),
  );
}
