-- A record's number in the search is called what it is elsewhere: the id of a document in an index of words.
alter table record rename column place to docid;
drop index record_by_place;
create unique index record_by_docid on record (docid) where docid is not null;
