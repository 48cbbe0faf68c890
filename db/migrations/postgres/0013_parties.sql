-- Records are found by more: by what their parties are part of, by the kinds of principals, and by who held which office
-- when. What records are found by is made anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
delete from search_index_token;
delete from search_index;
