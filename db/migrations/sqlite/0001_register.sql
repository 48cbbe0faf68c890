-- The current state of every record: its document, rendered when it was written, and the key of its default sort.
create table record (
  record     text    not null,
  id         text    not null,
  revision   integer not null,
  created_at text    not null,
  updated_at text    not null,
  deleted_at text,
  sort       text    not null, -- the key of the default sort; empty for what has no date
  earliest   text,             -- the bounds of the date that the default sort goes by
  latest     text,
  entries    text    not null, -- what stands in index_entry for this record: [[filter, value], …]
  document   text,             -- absent once deleted; the log keeps it
  primary key (record, id)
) strict;
create index record_by_id         on record (record, id)             where deleted_at is null;
create index record_by_created_at on record (record, created_at, id) where deleted_at is null;
create index record_by_updated_at on record (record, updated_at, id) where deleted_at is null;

-- What lists filter by. Every row carries the sort key, so that a page is one walk along one index.
create table index_entry (
  filter text not null, -- the record's name, a dot and the filter's: event.party
  value  text not null,
  sort   text not null,
  id     text not null,
  primary key (filter, value, sort, id)
) strict, without rowid;

-- Which record refers to which.
create table reference (
  target_record text not null,
  target_id     text not null,
  record        text not null,
  id            text not null,
  primary key (target_record, target_id, record, id)
) strict, without rowid;

-- The texts of sources, by their hash; a source's document names the one it holds.
create table source_text (
  sha256  text    not null primary key,
  length  integer not null, -- in Unicode code points
  content text    not null
) strict;

-- The register's log: every revision ever written, chained. Everything above can be rebuilt from it.
create table change (
  sequence  integer primary key,
  record    text    not null,
  id        text    not null,
  revision  integer not null,
  operation text    not null,
  at        text    not null,
  actor     text    not null,
  reason    text,
  document  text,
  hash      text    not null, -- SHA-256 over the hash before, the row's members and the SHA-256 of the document
  unique (record, id, revision)
) strict;
