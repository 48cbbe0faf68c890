-- Whether `entente copy` is still writing this register: at most one row, deleted when all of it is there.
create table unfinished_copy (
  id           text collate "C" not null primary key, -- of this copy alone
  source       text collate "C" not null,             -- where it is copied from, for messages
  has_redacted bigint           not null              -- 1 when something was taken out whose bytes may still be in the files
);
