/** What is taken out is gone from the files of the register, and the log still holds and says so. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { openEngine } from '../../src/db/open.js';
import { command } from '../support/command.js';
import { isSqlite, places, postgresOnly } from '../support/place.js';
import { emptyFolder, failed, reader, serve } from '../support/process.js';
import { anEvent, KEY, openRegister, populate } from '../support/register.js';
import { copyTo, tamper, wordsIn } from './registers.js';

const any = { 'if-match': '*' };

/** As they are written, folded, and cut to their stems. */
const NAMES = ['Zyxwvut', 'zyxwvut'];
const SUMMARY = ['Qüxifications', 'quxifications', 'quxif'];
const PRINTED = ['Gallimaufry', 'gallimaufry', 'gallimauf'];
const TEXT = ['Wobblérings', 'wobblerings', 'wobbler'];
const OLD_TEXT = ['Flimflamming', 'flimflam'];

/** A register that a process can work on, with words in it that stand nowhere else. */
async function redactable(t: Test) {
  const register = await openRegister(t);
  await populate(register);
  const { put, patch, putText, post } = register;
  await put('/parties/person', { kind: 'person', name: 'Zyxwvut', summary: 'Known for Qüxifications.' });
  await patch('/parties/person', { name: 'Somebody', summary: null }, any);
  await putText('report', 'The ministers heard of Flimflamming.');
  await putText('report', 'The ministers heard of Wobblérings.');
  await post('/sources', { id: 'reprint', kind: 'news_article' });
  const derived_from = [{ source: 'report', relation: 'excerpt' }];
  const addresses = { other_urls: ['https://gallimaufry.example/1'], archived_url: 'https://gallimaufry.example/2' };
  await post('/sources', {
    id: 'printed',
    kind: 'other',
    publisher_name: 'The Gallimaufry',
    ...addresses,
    derived_from,
  });
  await patch('/sources/printed', { publisher_name: null, other_urls: null, archived_url: null }, any);
  await putText('reprint', 'The ministers heard of Wobblérings.');
  await post('/events', anEvent({ id: 'heard', citations: [{ source: 'report', quote: 'The ministers' }] }));
  await post('/events', anEvent({ id: 'withdrawn', title: 'Of Zyxwvut', summary: 'With Qüxifications.' }));
  await register.delete('/events/withdrawn', any);
  const folder = emptyFolder(t);
  const place = await copyTo(t, register);
  if (isSqlite) await tamper(place, 'pragma journal_mode = wal');
  const env = { DATABASE_URL: place.url };
  const verified = async () => t.match(await command(t, folder, ['verify'], env), { code: 0, stderr: '' });
  const redact = (...args: string[]) => command(t, folder, ['redact', ...args], env);
  return { folder, place, env, redact, verified };
}

/** Tables that hold nothing of documents and texts. */
const OF_NO_DOCUMENT = [
  ...['migration', 'api_key', 'certificate_key', 'outdated_record', 'unfinished_copy', 'imprecise_date'],
];

t.test('every table that holds something of documents is rewritten', postgresOnly, async (t) => {
  const { place, redact } = await redactable(t);
  const files = async () => {
    const rows = await places.run(
      place,
      `select relname, pg_relation_filenode(oid) as file from pg_class
        where relkind = 'r' and relnamespace = current_schema()::regnamespace order by relname`,
    );
    return new Map(rows.map((row) => Object.values(row) as [string, number]));
  };
  const before = await files();
  t.match(await redact('source', 'report', '--text', '--reason', 'The author objects.'), { code: 0 });
  const after = await files();
  t.same(
    [...before].filter(([table, file]) => after.get(table) === file).map(([table]) => table),
    OF_NO_DOCUMENT.toSorted(),
  );
});

t.test('no word of a document that is taken out can be found in the files, and the log still holds', async (t) => {
  const { folder, place, env, redact, verified } = await redactable(t);
  t.same(await wordsIn(place, [...NAMES, ...SUMMARY]), [...NAMES, ...SUMMARY], 'they are there before');
  const person = await redact('party', 'person', '--reason', 'court order 7/2025', '--actor', 'registrar');
  t.match(person, {
    code: 0,
    stdout: /^took out revision 1; the log says so at party "person" \(revision 3\)\n/,
    stderr: '',
  });
  t.same(await wordsIn(place, NAMES), ['Zyxwvut'], 'the log has what the event said');
  await verified();
  t.match(await redact('event', 'withdrawn', '--reason', 'court order 8/2025'), { code: 0, stderr: '' });
  t.same(await wordsIn(place, [...NAMES, ...SUMMARY]), []);
  t.same(await wordsIn(place, ['Somebody', 'somebodi', 'court order 7/2025']), [
    'Somebody',
    'somebodi',
    'court order 7/2025',
  ]);
  await verified();

  t.match(await command(t, folder, ['rebuild'], env), { code: 0 });
  await verified();
  const get = await reader(t, place.url);
  t.equal((await get('/search?q=Zyxwvut')).json().data.length, 0);
  t.same((await get('/parties/person/revisions/1')).json().redaction, {
    at: (await get('/parties/person/revisions/3')).json().at,
    actor: 'registrar',
    reason: 'court order 7/2025',
    revision: 3,
  });
  t.equal((await get('/events/withdrawn')).statusCode, 410);
});

t.test('what was printed of a source leaves the files, and where it comes from stays', async (t) => {
  const { folder, place, env, redact, verified } = await redactable(t);
  t.same(await wordsIn(place, PRINTED), PRINTED, 'they are there before');
  t.match(await redact('source', 'printed', '--reason', 'court order 9/2025'), { code: 0, stderr: '' });
  t.same(await wordsIn(place, PRINTED), []);
  await verified();
  t.match(await command(t, folder, ['rebuild'], env), { code: 0 });
  await verified();
  const get = await reader(t, place.url);
  t.equal((await get('/sources/printed')).json().origin, 'report');
  t.same(
    (await get('/sources?origin=report')).json().data.map(({ id }: { id: string }) => id),
    ['printed'],
  );
});

t.test('a text that is taken out leaves every source that held it, and its quotations unchecked', async (t) => {
  const { place, redact, verified } = await redactable(t);
  t.same(await wordsIn(place, TEXT), TEXT);
  const { code, stdout } = await redact('source', 'report', '--text', '--reason', 'The author objects.');
  t.equal(code, 0);
  t.match(
    stdout,
    /^took out text [0-9a-f]{64}; the log says so at source "report" \(revision 4\), source "reprint" \(revision 3\)\n/,
  );
  t.same(await wordsIn(place, TEXT), []);
  t.ok((await wordsIn(place, OLD_TEXT)).includes('Flimflamming'), 'the text before is kept');
  await verified();
  t.match(await redact('source', 'report', '--text', '--reason', 'That one, too.'), { code: 0, stdout: /revision 5/ });
  t.same(await wordsIn(place, OLD_TEXT), []);
  await verified();

  const get = await reader(t, place.url);
  for (const source of ['report', 'reprint']) t.equal((await get(`/sources/${source}/text`)).statusCode, 404, source);
  const heard = (await get('/events/heard')).json();
  t.match([heard.revision, heard.citations[0]], [2, { quote: 'The ministers', status: 'unchecked' }]);
  const [, , , fourth, fifth] = (await get('/sources/report/revisions')).json().data;
  t.match([fourth.operation, fourth.redacted.texts.length, fourth.reason], ['redact', 1, 'The author objects.']);
  t.notSame(fifth.redacted, fourth.redacted);
});

t.test('with --revision only the texts that these revisions name are taken out', async (t) => {
  const { place, redact, verified } = await redactable(t);
  const order = ['source', 'report', '--text', '--revision', '2', '--reason', 'The author objects.'];
  t.match(await redact(...order), { code: 0, stdout: /source "report" \(revision 4\)\n/ });
  t.same(await wordsIn(place, OLD_TEXT), []);
  t.same(await wordsIn(place, TEXT), TEXT);
  await verified();
  const get = await reader(t, place.url);
  t.equal((await get('/sources/report/text')).body, 'The ministers heard of Wobblérings.');
});

t.test('a redaction that is repeated takes nothing out, writes nothing, and cleans the files again', async (t) => {
  const { place, redact } = await redactable(t);
  const order = ['party', 'person', '--reason', 'an order'];
  t.equal((await redact(...order)).code, 0);
  t.same(await redact(...order), {
    code: 0,
    stdout: 'there was nothing left to take out\nnothing of it is left in the files\n',
    stderr: '',
  });
  t.equal((await redact(...order, '--revision', '1')).code, 0);
  const get = await reader(t, place.url);
  t.equal((await get('/parties/person')).json().revision, 3);
});

t.test(
  'a service that runs serves what is left, and finds words that were forgotten when they are written again',
  async (t) => {
    const { folder, place, env, redact, verified } = await redactable(t);
    const { get, post, stop } = await serve(t, folder, { ...env, ENTENTE_ADMIN_KEY: KEY });
    const write = async (id: string) =>
      t.equal((await post('/parties', KEY, { id, kind: 'company', name: 'Vortigern' })).status, 201);
    const found = async () => (await get('/search?q=vortig*')).data.map(({ id }: { id: string }) => id);
    await write('one');
    t.match(await redact('event', 'withdrawn', '--reason', 'an order'), { code: 0, stderr: '' });
    await write('two');
    t.same((await found()).sort(), ['one', 'two']);
    t.equal((await redact('party', 'person', '--reason', 'an order')).code, 0);
    t.same(await wordsIn(place, [...NAMES, ...SUMMARY]), []);
    t.match((await get('/parties/person/revisions/1')).redaction, { actor: 'entente', revision: 3 });
    await verified();
    t.equal(await stop('SIGTERM'), 0);
  },
);

t.test('while somebody reads an earlier state its bytes stay, and the command says so', async (t) => {
  const { place } = await redactable(t);
  const [one, other] = [await openEngine(place.url), await openEngine(place.url)];
  const view = await one.openRead();
  await other.write((db) => db.deleteFrom('imprecise_date').execute());
  t.equal(await other.scrub(), false);
  await view.close();
  t.equal(await other.scrub(), true);
  if (isSqlite) t.equal(readFileSync(join(dirname(place.file), 'register.db-wal')).length, 0);
  await one.close();
  await other.close();
});

t.test('what cannot be taken out is refused with one clear line, and nothing is changed', async (t) => {
  const { place, redact } = await redactable(t);
  const why = ['--reason', 'an order'];
  const refusals: [args: string[], line: RegExp][] = [
    [['party', 'person'], /--reason is needed/],
    [['party', 'person', '--reason', ' '], /--reason is needed/],
    [['party', 'person', '--reason', 'a\nb'], /--reason takes/],
    [['party', 'person', '--reason', 'x'.repeat(1001)], /--reason takes/],
    [['party', 'person', ...why, '--actor', ''], /--actor is needed/],
    [['person', 'person', ...why], /say of which record, partnership, event, party, source, and its id; not "person"/],
    [['party', ...why], /say the id of the party/],
    [['party', 'person', 'arcadia', ...why], /one record at a time, not also arcadia/],
    [['party', 'nobody', ...why], /There is no party "nobody"\./],
    [['party', 'person', '--text', ...why], /--text is for a source; a party has none/],
    [
      ['party', 'person', '--revision', '2', ...why],
      /Revision 2 is what party "person" says now: change or delete it first\./,
    ],
    [['party', 'person', '--revision', '1,9', ...why], /There is no revision 9 of party "person"\./],
    [['event', 'withdrawn', '--revision', '2', ...why], /Revision 2 of event "withdrawn" has no document\./],
    [['party', 'person', '--revision', '0', ...why], /--revision takes numbers/],
    [['party', 'person', '--revision', 'all', ...why], /--revision takes numbers/],
  ];
  for (const [args, line] of refusals) failed(t, args.join(' '), await redact(...args), line);
  const get = await reader(t, place.url);
  t.equal((await get('/parties/person')).json().revision, 2);
  t.equal((await get('/parties/person/revisions/1')).json().document.name, 'Zyxwvut');
});
