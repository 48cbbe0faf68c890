/** Damage to the file of a register is found and named. */
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { sqliteOnly } from '../support/place.js';
import { failed } from '../support/process.js';
import { tamper, verifiable } from './registers.js';

t.test('a damaged file is reported, and a register that is not up to date', sqliteOnly, async (t) => {
  const { place, check } = await verifiable(t);
  await tamper(place, 'drop index record_by_updated_at', "delete from migration where name like '0006%'");
  failed(t, 'not up to date', await check(), 'run entente migrate first');
  await tamper(
    place,
    "insert into migration values ('0006_redaction.sql', '')",
    'create index record_by_updated_at on record (record, updated_at, id) where deleted_at is null',
    'pragma writable_schema = on',
    // An index that has lost half of what it should have.
    "update sqlite_schema set sql = replace(sql, 'is null', 'is null and revision = 1') where name = 'record_by_updated_at'",
    'pragma writable_schema = reset',
    'reindex record_by_updated_at',
    'pragma writable_schema = on',
    "update sqlite_schema set sql = replace(sql, ' and revision = 1', '') where name = 'record_by_updated_at'",
  );
  t.match(await check(), {
    code: 1,
    stdout: /^the database is damaged: row \d+ missing from index record_by_updated_at/,
  });
});

t.test('a file with pages that cannot be read is reported', sqliteOnly, async (t) => {
  const { place, check } = await verifiable(t);
  const bytes = readFileSync(place.file);
  const page = 4096;
  const middle = Math.floor(bytes.length / page / 2) * page;
  bytes.fill(0xff, middle, middle + 20 * page);
  writeFileSync(place.file, bytes);
  const { code, stdout, stderr } = await check();
  t.same([code, stderr], [1, '']);
  t.match(stdout, /^the database /);
});
