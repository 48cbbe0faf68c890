-- Where a record stands in the search: the day that it is about, and which record it is. Absent until it is indexed.
alter table record add column place integer;
create unique index record_by_place  on record (place)      where place is not null;
create index        record_unindexed on record (record, id) where place is null and deleted_at is null;

-- The words of every record, and what lists filter by, as tokens that the service has made; its rowid is the place. It
-- only tells which records hold which tokens, so that nothing of a text stands in it that could be read.
create virtual table search_index using fts5 (
  names, summary, quotations, text, -- stems in their order, then words and their beginnings, each once
  titles,                           -- the same of names alone, marked, so that a search for names looks at nothing else
  filters,                          -- what stands in index_entry for the record
  content = '',
  contentless_delete = 1,
  tokenize = "ascii tokenchars '^=*|._-%'"
);

-- Parts that were written one after the other are merged early: every one of them is asked for each word.
insert into search_index (search_index, rank) values ('automerge', 2);

-- Every word that was ever indexed: what a word that is cut short with a star may stand for.
create table search_word (word text not null primary key) strict, without rowid;

-- The words of the names of parties by what three letters they hold, for names that are misspelt.
create table name_trigram (
  trigram text not null,
  word    text not null,
  primary key (trigram, word)
) strict, without rowid;
