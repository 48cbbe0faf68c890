-- Records are found by more: by what their parties are part of, by the kinds of principals, and by who held which office
-- when. What records are found by is made anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
insert into search_index (search_index) values ('delete-all');
