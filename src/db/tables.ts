/** The tables of the register, as Kysely types; `db/migrations` explains each. */
import type { Kysely } from 'kysely';
import type { RecordName } from '../model/ids.js';

export interface Tables {
  record: {
    record: RecordName;
    id: string;
    revision: number;
    sequence: number;
    created_at: string;
    updated_at: string;
    deleted_at: string | null;
    sort: string;
    earliest: string | null;
    latest: string | null;
    facets: string;
    docid: number | null;
    text_sha256: string | null;
  };
  index_entry: { filter: string; value: string; sort: string; id: string };
  imprecise_date: { record: RecordName; form: string; size: number; first: number; records: number };
  standing: {
    id: string;
    clock: 'valid' | 'published' | 'both';
    valid_from: string;
    valid_to: string;
    published_from: string;
    published_to: string;
    span: number;
    sort: string;
    record_sort: string;
    earliest: string | null;
    latest: string | null;
    stage: string;
    possible: string;
    undated: string;
    reached: string;
    evidence: string | null;
    independent: number;
    shown: string;
  };
  source_text: { sha256: string; length: number; content: string };
  change: {
    sequence: number;
    record: RecordName;
    id: string;
    revision: number;
    operation: string;
    at: string;
    actor: string;
    reason: string | null;
    document: string | null;
    hash: string;
    redacted: string | null;
    document_sha256: string | null;
    changed: string | null;
  };
  change_entry: { filter: string; value: string; sequence: number };
  search_index: {
    rowid: number;
    names: string;
    summary: string;
    quotations: string;
    text: string;
    titles: string;
    filters: string;
  };
  search_word: { word: string };
  name_trigram: { trigram: string; word: string };
  idempotent_answer: { owner: string; key: string; fingerprint: string; at: string; answer: string };
  api_key: {
    id: string;
    name: string;
    scopes: string;
    hash: string;
    created_at: string;
    created_by: string;
    expires: string | null;
    revoked_at: string | null;
    revoked_by: string | null;
  };
  certificate_key: {
    id: string;
    created_at: string;
    retired_at: string | null;
    public_half: string;
    private_half: string | null;
  };
  outdated_record: { record: RecordName; id: string };
  unfinished_copy: { id: string; source: string; has_redacted: number };
  migration: { name: string; applied_at: string };
}

export type Database = Kysely<Tables>;
