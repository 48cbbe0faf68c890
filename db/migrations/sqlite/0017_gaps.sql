-- Sources, events and partnerships say what is not known of them, and partnerships have more notices.
insert into outdated_record
select record, id
from record
where record in ('event', 'partnership', 'source') and deleted_at is null
on conflict do nothing;
