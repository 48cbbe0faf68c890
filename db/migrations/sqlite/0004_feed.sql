-- Which top-level members of a record differ from what it said before, as a list; absent until the entry is indexed.
alter table change add column changed text;
create index change_unindexed on change (sequence) where changed is null;

-- What the entries of the log are found by, in the order of the log.
create table change_entry (
  filter   text    not null, -- record, id, party, actor, operation, changed
  value    text    not null,
  sequence integer not null,
  primary key (filter, value, sequence)
) strict, without rowid;
