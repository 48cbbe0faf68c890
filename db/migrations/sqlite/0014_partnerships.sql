-- Instruments have ids.
insert into outdated_record
select r.record, r.id
from record as r join change as c on c.sequence = r.sequence
where r.record = 'partnership' and r.deleted_at is null and c.document like '%"instruments":[{%'
on conflict do nothing;
