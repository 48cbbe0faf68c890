-- A record's document stands in the log alone, and so do references among the rows of the index; sort keys of one day and
-- the parts of the search are shorter. What records are found by is made anew by the next start.
create table current_record (
  record      text    not null,
  id          text    not null,
  revision    integer not null,
  sequence    integer not null, -- the entry of the log that holds the document
  created_at  text    not null,
  updated_at  text    not null,
  deleted_at  text,
  sort        text    not null, -- the key of the default sort; empty for what has no date
  earliest    text,             -- the bounds of the date that the default sort goes by
  latest      text,
  facets      text    not null, -- the values that facets count: {filter: [value, …]}
  docid       integer,          -- where it stands in the search; absent until it is indexed, and once deleted
  text_sha256 text,             -- the text that a source holds
  primary key (record, id)
) strict, without rowid;

insert into current_record
select r.record, r.id, r.revision, c.sequence, r.created_at, r.updated_at, r.deleted_at, '', null, null, '{}', null, null
from record as r join change as c on c.record = r.record and c.id = r.id and c.revision = r.revision;

drop table record;
alter table current_record rename to record;
create index record_by_created_at on record (record, created_at, id) where deleted_at is null;
create index record_by_updated_at on record (record, updated_at, id) where deleted_at is null;
create unique index record_by_docid on record (docid) where docid is not null;
create index record_unindexed on record (record, id) where docid is null and deleted_at is null;
create index record_by_text on record (text_sha256) where text_sha256 is not null;

drop table reference;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;

-- Most words stand in summaries: the first column of the search takes the least room.
drop table search_index;
create virtual table search_index using fts5 (
  summary, names, quotations, text, -- stems in their order, then words and their beginnings, each once
  titles,                           -- the same of names alone, marked, so that a search for names looks at nothing else
  filters,                          -- what stands in index_entry for the record
  content = '',
  contentless_delete = 1,
  tokenize = "ascii tokenchars '^=*|._-%'"
);
-- Bytes of postings that are gathered in memory before they become a segment of the index: the fewer segments, the fewer
-- have to be merged, and to be asked for each word.
insert into search_index (search_index, rank) values ('hashsize', 16777216);

-- What a change is made one row: the kind of its record, its operation, and the members that differ.
delete from change_entry where filter in ('record', 'operation', 'changed');
insert into change_entry (filter, value, sequence)
select
  'signature',
  record || ' ' || operation || ' ' || coalesce((select group_concat(value, ',') from json_each(changed)), ''),
  sequence
from change where changed is not null;
