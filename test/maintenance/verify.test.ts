/** Whatever is changed behind the register's back is found and named. */
import t from 'tap';
import { openEngine } from '../../src/db/open.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { redact } from '../../src/maintenance/redact.js';
import { verify } from '../../src/maintenance/verify.js';
import { sha256 } from '../../src/model/hash.js';
import { RESOURCES } from '../../src/resources/index.js';
import { command } from '../support/command.js';
import { sqliteOnly } from '../support/place.js';
import { emptyFolder, failed, serve } from '../support/process.js';
import { KEY, openRegister, populate } from '../support/register.js';
import { copyTo, tamper, verifiable } from './registers.js';

const WHOLE = /^(\d+) entries, (\d+) records; the last entry is (\d+), hash ([0-9a-f]{64})\n$/;

t.test('verifying a sound register prints one line, which a later run can be compared with', async (t) => {
  const { place, check } = await verifiable(t);
  const { code, stdout, stderr } = await check();
  t.same([code, stderr], [0, '']);
  t.match(stdout, WHOLE);
  const [, entries, , sequence, hash] = WHOLE.exec(stdout) ?? [];
  t.equal(entries, sequence);
  t.same((await check('--expect', `${sequence}:${hash}`)).stdout, stdout);
  await tamper(
    place,
    'delete from change where sequence > 1',
    'delete from record where id <> (select id from change)',
  );
  t.match(await check('--expect', `${sequence}:${hash}`), {
    code: 1,
    stdout: `the log ends with entry 1; entry ${sequence}, which it had, was cut off\n`,
  });
});

t.test('verify changes nothing, and needs a register that is there', sqliteOnly, async (t) => {
  const { place, check } = await verifiable(t);
  const version = () => {
    const database = new Sqlite(place.file, { readonly: true });
    const bytes = database.serialize();
    database.close();
    return bytes;
  };
  await tamper(place, 'pragma journal_mode = wal');
  const before = version();
  t.equal((await check()).code, 0);
  t.ok(version().equals(before));
  const empty = emptyFolder(t);
  failed(t, 'none', await command(t, empty, ['verify']), /there is no register at .*entente\.db/);
  for (const mark of ['12', '12:', ':', 'x:y', `1:${'0'.repeat(63)}`])
    failed(t, mark, await check('--expect', mark), '--expect takes');
});

t.test('verify works beside a service that runs, and on an empty register', async (t) => {
  const cwd = emptyFolder(t);
  const { post, stop } = await serve(t, cwd, { SEED: 'none', ENTENTE_ADMIN_KEY: KEY });
  t.match(await command(t, cwd, ['verify']), { code: 0, stdout: '0 entries, 0 records; the log is empty\n' });
  t.equal((await post('/parties', KEY, { kind: 'company', name: 'Coinworks' })).status, 201);
  t.match(await command(t, cwd, ['verify']), { code: 0, stdout: /^1 entries, 1 records; the last entry is 1, hash/ });
  t.equal(await stop('SIGTERM'), 0);
});

t.test('each thing that is altered is named, and nothing else', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  await register.putText('report', 'The ministers met.');
  await register.putText('report', 'The ministers met in the Lagoon.');
  await register.patch('/parties/arcadia', { summary: 'First.' }, { 'if-match': '*' });
  await register.patch('/parties/arcadia', { summary: 'Second.' }, { 'if-match': '*' });
  const cited = [{ source: 'report', quote: 'ministers' }];
  await register.post('/events', {
    id: 'meeting',
    kind: 'meeting',
    title: 'A meeting',
    date: { edtf: '2025' },
    parties: [{ party: 'arcadia', role: 'host' }],
    citations: cited,
  });
  const definition = RESOURCES.find(({ record }) => record === 'party')!;
  const order = { definition, id: 'arcadia', revisions: [1], isOfText: false };
  await redact(register.engine, RESOURCES, { actor: 'court' }, order);

  const { document } = await register.engine.reader
    .selectFrom('change')
    .select('document')
    .where('sequence', '=', 9)
    .executeTakeFirstOrThrow();
  const arcadia = "record = 'party' and id = 'arcadia'";
  const entry = 'entry 9 (party "arcadia", revision 3)';
  const altered = 'was altered: its hash is not that of what it says after the entry before';
  const cases: [what: string, statements: string | string[], ...faults: (string | RegExp)[]][] = [
    ['nothing', []],
    [
      'a document',
      `update change set document = replace(document, 'Second', 'Third') where sequence = 9`,
      `${entry} ${altered}`,
    ],
    ['an actor', `update change set actor = 'nobody' where sequence = 9`, `${entry} ${altered}`],
    ['a reason', `update change set reason = 'because' where sequence = 9`, `${entry} ${altered}`],
    ['a time', `update change set at = '2020-01-01T00:00:00.000Z' where sequence = 1`, /^entry 1 .* was altered/],
    ['a hash', `update change set hash = '${'0'.repeat(64)}' where sequence = 11`, /^entry 11 .* was altered/],
    [
      'what was taken out',
      `update change set redacted = '{"revisions":[1,2]}' where redacted is not null`,
      /^entry 11 .* was altered/,
    ],
    [
      'an entry in the middle',
      'delete from change where sequence = 8',
      'entry 8 is missing before entry 9 (party "arcadia", revision 3)',
      'revision 2 of party "arcadia" is missing from the log',
    ],
    [
      'the first entries',
      'delete from change where sequence < 3',
      /^entries 1 to 2 are missing before entry 3/,
      'revision 1 of party "arcadia" is missing from the log',
    ],
    [
      'the last entry',
      'delete from change where sequence = 11',
      /^entry 1 \(party "arcadia", revision 1\) lost its document/,
    ],
    [
      'two that were swapped',
      [
        'update change set sequence = -4 where sequence = 4',
        'update change set sequence = 4 where sequence = 5',
        'update change set sequence = 5 where sequence = -4',
      ],
      /^entry 4 .* was altered/,
      /^entry 5 .* was altered/,
      /^entry 6 .* was altered/,
    ],
    [
      'a document without an entry that says so',
      `update change set document = null, document_sha256 = '${sha256(document!)}' where sequence = 9`,
      `${entry} lost its document, and no later entry says that it was taken out`,
    ],
    [
      'a text',
      `update source_text set content = replace(content, 'Lagoon', 'Desert')`,
      /^the text [0-9a-f]{64} was altered/,
    ],
    [
      'an old text that is gone',
      'delete from source_text where length = 18',
      /^entry 6 \(source "report", revision 2\) names the text/,
    ],
    [
      'a record',
      `update record set sequence = 1 where ${arcadia}`,
      'party "arcadia" is not what the log says: sequence',
    ],
    [
      'a revision',
      `update record set revision = 2, updated_at = '' where ${arcadia}`,
      'party "arcadia" is not what the log says: revision, updated_at',
    ],
    [
      'a deletion',
      `update record set deleted_at = created_at where ${arcadia}`,
      'party "arcadia" is not what the log says: deleted_at',
    ],
    [
      'a record that is gone',
      `delete from record where ${arcadia}`,
      'party "arcadia" is in the log, and not among the records',
    ],
    [
      'a record from nowhere',
      `insert into record select record, 'made-up', revision, sequence, created_at, updated_at, deleted_at, sort, earliest, latest, facets, null, null from record where ${arcadia}`,
      'party "made-up" is among the records, and not in the log',
    ],
    [
      'an index row that is gone',
      `delete from index_entry where filter = 'event.party' and value = 'arcadia'`,
      'event "meeting" is not indexed by party=arcadia',
    ],
    [
      'an index row from nowhere',
      `insert into index_entry select filter, 'borduria', sort, id from index_entry where filter = 'event.party' and value = 'arcadia'`,
      'event "meeting" is indexed by party=borduria, and should not be',
    ],
    [
      'what facets count of a record',
      `update record set facets = '{}' where ${arcadia}`,
      'party "arcadia" has another facets than it should have',
    ],
    [
      'a sort key',
      `update record set sort = 'x' where ${arcadia}`,
      'party "arcadia" has another sort than it should have',
    ],
    [
      'a reference that is gone',
      `delete from index_entry where filter = 'event.refers' and value = 'party/arcadia'`,
      'event "meeting" is not known to refer to party/arcadia',
    ],
    [
      'a reference from nowhere',
      `insert into index_entry values ('event.refers', 'party/borduria', '', 'meeting')`,
      'event "meeting" is known to refer to party/borduria, and should not be',
    ],
    [
      'a count of dates',
      `update imprecise_date set records = 2 where record = 'event'`,
      /^2 dates are counted as event span of 365 from \d+, and there are 1$/,
    ],
    [
      'a date that is not counted',
      `delete from imprecise_date where record = 'event'`,
      /^no dates are counted as event span of 365 from \d+, and there are 1$/,
    ],
    [
      'a docid',
      `update record set docid = docid + 1 where record = 'event'`,
      'event "meeting" has another docid in the search than it should have',
      /^the search holds something at docid/,
      'event "meeting" is missing from the search',
    ],
    [
      'what was not indexed',
      `delete from search_index where rowid = (select docid from record where record = 'event')`,
      'event "meeting" is missing from the search',
    ],
  ];
  for (const [what, statements, ...faults] of cases) {
    const place = await copyTo(t, register);
    await tamper(place, ...[statements].flat());
    const engine = await openEngine(place.url, { durable: false });
    const { faults: found } = await verify(engine, RESOURCES);
    await engine.close();
    t.equal(found.length, faults.length, `${what}: ${found.join('; ')}`);
    t.match(found, faults, what);
  }
});

t.test('a log that was written anew from some entry on has another hash than the one that was expected', async (t) => {
  const { place, check } = await verifiable(t);
  t.match(await check('--expect', `3:${'0'.repeat(64)}`), {
    code: 1,
    stdout: 'entry 3 has not the hash that it had: the log was written anew\n',
  });
  await tamper(place, 'delete from change where sequence = (select max(sequence) from change)');
  t.match(await check(), { code: 1, stdout: /is not what the log says: revision/, stderr: '' });
});

t.test('at most a hundred faults are reported', async (t) => {
  const { place, check } = await verifiable(t);
  await tamper(place, "update change set actor = 'nobody'");
  const { code, stdout } = await check();
  t.equal(code, 1);
  const lines = stdout.trimEnd().split('\n');
  t.equal(lines.length, 101);
  t.match(lines[0], 'entry 1 (');
  t.equal(lines.at(-1), 'there may be more');
});
