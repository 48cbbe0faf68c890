-- Who held an office on a day follows from all versions of its dates.
insert into outdated_record
select r.record, r.id
from record as r join change as c on c.sequence = r.sequence
where r.record = 'party' and r.deleted_at is null and c.document like '%"member":"/positions/%'
on conflict do nothing;
