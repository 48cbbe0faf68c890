-- Whether `entente copy` is still writing this register: at most one row, deleted when all of it is there.
create table unfinished_copy (
  id           text    not null primary key, -- of this copy alone
  source       text    not null,             -- where it is copied from, for messages
  has_redacted integer not null              -- 1 when something was taken out whose bytes may still be in the files
) strict;
