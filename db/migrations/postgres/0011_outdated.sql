-- Records that may have other computed members by new rules: the next start recomputes them, and takes them from here.
create table outdated_record (
  record text collate "C" not null,
  id     text collate "C" not null,
  primary key (record, id)
);

-- A suspension is over when what was held before is reached again.
insert into outdated_record
select r.record, r.id
from record as r join change as c on c.sequence = r.sequence
where r.record = 'partnership' and r.deleted_at is null and c.document like '%"stage":"suspended"%';
