-- Sources, events and partnerships say what is not known of them, and partnerships have more notices.
insert into outdated_record
select record, id
from record
where record in ('event', 'partnership', 'source') and deleted_at is null
on conflict do nothing;

-- Records are found by more: by what is not known of them, and partnerships by their signings. What records are found by is made
-- anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
insert into search_index (search_index) values ('delete-all');
