-- Spaces make no difference to what names are compared by. What records are found by is made anew by the next start.
update record set docid = null where docid is not null;
delete from index_entry;
delete from imprecise_date;
delete from search_word;
delete from name_trigram;
delete from search_index_token;
delete from search_index;

-- Whether claims conflict follows from all versions of their dates.
insert into outdated_record
select r.record, r.id
from record as r join change as c on c.sequence = r.sequence
where r.record = 'party' and r.deleted_at is null and c.document like '%"member":"/claims/%'
on conflict do nothing;
