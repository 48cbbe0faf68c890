-- The whole register as `db/migrations/sqlite/` has made it by its migration of the same name: no PostgreSQL register is older.
-- Texts are compared by their bytes, as everywhere in the service.

-- The current state of every record; its document stands in the log.
create table record (
  record      text collate "C" not null,
  id          text collate "C" not null,
  revision    bigint           not null,
  sequence    bigint           not null, -- the entry of the log that holds the document
  created_at  text collate "C" not null,
  updated_at  text collate "C" not null,
  deleted_at  text collate "C",
  sort        text collate "C" not null, -- the key of the default sort; empty for what has no date
  earliest    text collate "C",          -- the bounds of the date that the default sort goes by
  latest      text collate "C",
  facets      text collate "C" not null, -- the values that facets count: {filter: [value, …]}
  docid       bigint,                    -- where it stands in the search; absent until it is indexed, and once deleted
  text_sha256 text collate "C",          -- the text that a source holds
  primary key (record, id)
);
create index record_by_created_at on record (record, created_at, id) where deleted_at is null;
create index record_by_updated_at on record (record, updated_at, id) where deleted_at is null;
create unique index record_by_docid on record (docid) where docid is not null;
create index record_unindexed on record (record, id) where docid is null and deleted_at is null;
create index record_by_text on record (text_sha256) where text_sha256 is not null;

-- What lists filter by, and which record refers to which. Every row carries the sort key, so that a page is one walk along
-- one index.
create table index_entry (
  filter text collate "C" not null, -- the record's name, a dot and the filter's: event.party
  value  text collate "C" not null,
  sort   text collate "C" not null,
  id     text collate "C" not null,
  primary key (filter, value, sort, id)
);

-- How many records have a date that isn't one day, by what it is: what a date filter leaves out is read from here.
create table imprecise_date (
  record  text collate "C" not null,
  form    text collate "C" not null, -- span, until, since or undated: from first to latest, one end alone, or neither
  size    bigint           not null, -- a span's days; of until and since the days that the row stands for: 1, 32 or 1024
  first   bigint           not null, -- the span's first day, or the first that the row stands for, from 1970-01-01
  records bigint           not null,
  primary key (record, form, size, first)
);

-- The texts of sources, by their hash; a source's document names the one it holds.
create table source_text (
  sha256  text collate "C" not null primary key,
  length  bigint           not null, -- in Unicode code points
  content text collate "C" not null
);

-- The register's log: every revision ever written, chained. All tables but the texts and the keys can be rebuilt from it.
create table change (
  sequence  bigint           not null primary key,
  record    text collate "C" not null,
  id        text collate "C" not null,
  revision  bigint           not null,
  operation text collate "C" not null,
  at        text collate "C" not null,
  actor     text collate "C" not null,
  reason    text collate "C",
  document  text collate "C",
  hash      text collate "C" not null, -- SHA-256 over the hash before, the row's members and the SHA-256 of the document
  changed   text collate "C",          -- which top-level members differ, as a list; absent until the entry is indexed
  redacted  text collate "C",          -- of an entry that took something out: {"revisions":[…],"texts":[…]}
  document_sha256 text collate "C",    -- of an entry whose document was taken out: its SHA-256
  unique (record, id, revision)
);
create index change_unindexed on change (sequence) where changed is null;
create index change_redacting on change (record, id, revision) where redacted is not null;

-- What the entries of the log are found by, in the order of the log.
create table change_entry (
  filter   text collate "C" not null, -- signature, id, party, actor
  value    text collate "C" not null,
  sequence bigint           not null,
  primary key (filter, value, sequence)
);

-- The words of every record, and what lists filter by, as tokens that the service has made; its rowid is the docid. The
-- lexemes are looked up; what they can't say, which words stand in a row and where, is looked for in the columns.
create table search_index (
  rowid      bigint           not null primary key,
  lexemes    tsvector         not null, -- each different token once; empty where a tsvector can't hold them all
  names      text collate "C" not null, -- the tokens of a part of the record in their order, each between two spaces
  summary    text collate "C" not null,
  quotations text collate "C" not null,
  text       text collate "C" not null,
  titles     text collate "C" not null
);
-- A long text is searched through more quickly than it is unpacked.
alter table search_index alter column text set storage external;

-- The runs of successive docids that a docid lies in, the longest last; see db/postgres/windows.ts.
create function docid_runs(docid bigint) returns bigint[] language sql immutable parallel safe as $$
  select array[docid >> 28 << 6 | 28, docid >> 31 << 6 | 31, docid >> 34 << 6 | 34, docid >> 37 << 6 | 37,
               docid >> 40 << 6 | 40, docid >> 43 << 6 | 43, docid >> 46 << 6 | 46, docid >> 49 << 6 | 49]
$$;
-- Every search goes through what was written last and is not merged yet, so that is kept short (in kB).
create index search_index_lexemes on search_index using gin (docid_runs(rowid), lexemes)
  with (fastupdate = on, gin_pending_list_limit = 64);

-- The tokens of the records whose texts have more of them than a tsvector holds.
create table search_index_token (
  token text collate "C" not null,
  rowid bigint           not null,
  primary key (token, rowid)
);
create index search_index_token_by_rowid on search_index_token (rowid);

-- Every word that was ever indexed: what a word that is cut short with a star may stand for.
create table search_word (word text collate "C" not null primary key);

-- The words of the names of parties by what three letters they hold, for names that are misspelt.
create table name_trigram (
  trigram text collate "C" not null,
  word    text collate "C" not null,
  primary key (trigram, word)
);

-- Who may call the service. A key is nowhere kept, only its hash. Revoked and expired ones stay, so that it can be told
-- who had which.
create table api_key (
  id         text collate "C" not null primary key, -- the part of the key that is no secret
  name       text collate "C" not null,             -- the actor that changes are recorded under
  scopes     text collate "C" not null,             -- separated by commas
  hash       text collate "C" not null,             -- SHA-256 of the whole key, in hexadecimal
  created_at text collate "C" not null,
  created_by text collate "C" not null,
  expires    text collate "C",
  revoked_at text collate "C",
  revoked_by text collate "C"
);
create index api_key_by_created_at on api_key (created_at, id);

-- What was answered to requests that had an Idempotency-Key, for a day: the same request gets the same answer again.
create table idempotent_answer (
  owner       text collate "C" not null, -- SHA-256 of the API key
  key         text collate "C" not null,
  fingerprint text collate "C" not null, -- SHA-256 of the request
  at          text collate "C" not null,
  answer      text collate "C" not null, -- JSON: status, headers, body
  primary key (owner, key)
);
create index idempotent_answer_by_at on idempotent_answer (at);
