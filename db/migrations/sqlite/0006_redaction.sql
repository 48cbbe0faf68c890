-- What was taken out of the log for good; the chain is over the hash of a document, so it still holds.
alter table change add column redacted        text; -- of an entry that took something out: {"revisions":[…],"texts":[…]}
alter table change add column document_sha256 text; -- of an entry whose document was taken out: its SHA-256
create index change_redacting on change (record, id, revision) where redacted is not null;
