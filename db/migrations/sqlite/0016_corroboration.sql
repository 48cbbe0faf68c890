-- Partnerships, their milestones and events say how many voices they rest on, and parties which claims conflict.
insert into outdated_record
select r.record, r.id
from record as r
where r.record in ('partnership', 'event') and r.deleted_at is null
on conflict do nothing;
insert into outdated_record
select r.record, r.id
from record as r join change as c on c.sequence = r.sequence
where r.record = 'party' and r.deleted_at is null and c.document like '%"claims":[{%'
on conflict do nothing;
