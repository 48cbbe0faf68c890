-- The keys that certificates are signed with (Ed25519). Those that were retired stay, so that what they signed can be
-- checked, without their private halves.
create table certificate_key (
  id           text not null primary key, -- the thumbprint of the public half (RFC 7638)
  created_at   text not null,
  retired_at   text,
  public_half  text not null,             -- 32 bytes as base64url
  private_half text                       -- the same; absent when it was retired, or is in the register this is a copy of
) strict;
