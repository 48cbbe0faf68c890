-- Two parts of the search index are merged while nothing is written: a search looks into each part.
insert into search_index (search_index, rank) values ('usermerge', 2);
