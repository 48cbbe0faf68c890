-- How many records have a date that isn't one day, by what it is: what a date filter leaves out is read from here.
create table imprecise_date (
  record  text    not null,
  form    text    not null, -- span, until, since or undated: from first to latest, one end alone, or neither
  size    integer not null, -- a span's days; of until and since the days that the row stands for: 1, 32 or 1024
  first   integer not null, -- the span's first day, or the first that the row stands for, from 1970-01-01
  records integer not null,
  primary key (record, form, size, first)
) strict, without rowid;

insert into imprecise_date
with dated as (
  select
    record,
    cast(julianday(earliest) - 2440587.5 as integer) as one,
    cast(julianday(latest) - 2440587.5 as integer) as other
  from record
  where deleted_at is null and record <> 'party' and earliest is not latest
), bucket (bits) as (values (0), (5), (10))
select record, 'span', other - one + 1, one, count(*)
from dated where one is not null and other is not null group by 1, 3, 4
union all
select record, 'until', 1 << bits, other >> bits << bits, count(*)
from dated join bucket where one is null group by 1, 3, 4
union all
select record, 'since', 1 << bits, one >> bits << bits, count(*)
from dated join bucket where other is null group by 1, 3, 4
union all
select record, 'undated', 0, 0, count(*)
from record where deleted_at is null and record <> 'party' and earliest is null and latest is null group by 1;
