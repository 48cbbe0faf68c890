-- Who may call the service. A key is nowhere kept, only its hash. Revoked and expired ones stay, so that it can be told
-- who had which.
create table api_key (
  id         text not null primary key, -- the part of the key that is no secret
  name       text not null,             -- the actor that changes are recorded under
  scopes     text not null,             -- separated by commas
  hash       text not null,             -- SHA-256 of the whole key, in hexadecimal
  created_at text not null,
  created_by text not null,
  expires    text,
  revoked_at text,
  revoked_by text
) strict;
create index api_key_by_created_at on api_key (created_at, id);
