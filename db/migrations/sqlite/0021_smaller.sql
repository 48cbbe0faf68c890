-- What a change is stands in the index of the feed as a hash, not in full with each change.
update change_entry set value = substr(sha256(value), 1, 12) where filter = 'signature';

-- Records hold the values that facets count, and no others. What records are found by is made anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
insert into search_index (search_index) values ('delete-all');
