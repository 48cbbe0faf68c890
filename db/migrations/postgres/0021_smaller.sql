-- What a change is stands in the index of the feed as a hash, not in full with each change.
update change_entry set value = left(encode(sha256(convert_to(value, 'UTF8')), 'hex'), 12) where filter = 'signature';

-- Records hold the values that facets count, and no others. What records are found by is made anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
delete from search_index_token;
delete from search_index;
