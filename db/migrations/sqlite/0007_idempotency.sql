-- What was answered to requests that had an Idempotency-Key, for a day: the same request gets the same answer again.
create table idempotent_answer (
  owner       text not null, -- SHA-256 of the API key
  key         text not null,
  fingerprint text not null, -- SHA-256 of the request
  at          text not null,
  answer      text not null, -- JSON: status, headers, body
  primary key (owner, key)
) strict, without rowid;
create index idempotent_answer_by_at on idempotent_answer (at);
