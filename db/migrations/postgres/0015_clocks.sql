-- How far each partnership had got by the clocks: a row for each stretch of days in which the answer is the same. They are
-- made by the next start, as all that records are found by.
create table standing (
  id             text collate "C" not null, -- of the partnership
  clock          text collate "C" not null, -- which clocks are asked: valid (true_on), published (published_until), both
  valid_from     text collate "C" not null, -- the first day and the last; open ends are 0000-01-01 and 9999-12-31
  valid_to       text collate "C" not null,
  published_from text collate "C" not null,
  published_to   text collate "C" not null,
  span           integer not null, -- how long it holds, as the power of two of days since its sort key
  sort           text collate "C" not null, -- the key of stage_since; empty when there is none
  record_sort    text collate "C" not null, -- that of the record itself, by which its index rows are found
  earliest       text collate "C",             -- the bounds of stage_since
  latest         text collate "C",
  stage          text collate "C" not null,
  possible       text collate "C" not null, -- stages between commas: ,talks,signed,
  undated        text collate "C" not null,
  reached        text collate "C" not null,
  evidence       text collate "C",
  independent    integer not null, -- the voices that the stage rests on
  shown          text collate "C" not null, -- the computed members, as JSON
  primary key (id, clock, valid_from, published_from)
);

-- Whether a row holds is seen in the index.
create index standing_by_sort on standing (clock, span, sort, id, valid_from, valid_to, published_from, published_to)
  where sort <> '';
create index standing_by_stage on standing (clock, stage, span, sort, id, valid_from, valid_to, published_from, published_to)
  where sort <> '';
-- What has no date comes by id, unless few hold.
create index standing_undated on standing (clock, id, valid_from, valid_to, published_from, published_to) where sort = '';
create index standing_undated_valid on standing (clock, valid_to, id) where sort = '';
create index standing_undated_published on standing (clock, published_from, id) where sort = '';

update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
delete from search_index_token;
delete from search_index;
