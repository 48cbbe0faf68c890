/** The rules that the first records keep: short quotations, nothing computed, everything cited, every word in its text. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { validator } from '../../src/model/validation.js';
import { RESOURCES } from '../../src/resources/index.js';
import { type Json, openRegister } from '../support/register.js';

const seed = (collection: string): Json[] =>
  JSON.parse(readFileSync(packageFile(join('db', 'seed', `${collection}.json`)), 'utf8'));

/** Every citation of a value, wherever it stands, with the path to it. */
function citationsOf(value: Json, path = ''): { path: string; citation: Json }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).flatMap(([name, member]) => citationsOf(member, `${path}/${name}`));
  return /\/citations\/\d+$/.test(path) ? [{ path, citation: value }] : own;
}
const citations = RESOURCES.flatMap(({ collection }) =>
  seed(collection).flatMap((record) => citationsOf(record, `${collection}/${record.id}`)),
);

t.test('the files hold what people write, and never a computed member', async (t) => {
  for (const { collection, input } of RESOURCES)
    for (const record of seed(collection)) t.same(validator(input)(record), [], `${collection} ${record.id}`);
  for (const { path, citation } of citations) t.notOk('status' in citation || 'end' in citation, path);
});

t.test('ids are chosen, and those of the sources are the names of the articles', async (t) => {
  for (const { collection } of RESOURCES) {
    const ids = seed(collection).map(({ id }) => id);
    t.notOk(ids.includes(undefined), collection);
    t.equal(new Set(ids).size, ids.length, collection);
  }
  const articles = ['pakistan-el-salvador', 'pakistan-kyrgyzstan', 'pakistan-united-states'];
  t.same(
    seed('sources')
      .map(({ id }) => id)
      .sort(),
    articles,
  );
});

t.test('quotations have at most twelve words', async (t) => {
  t.ok(citations.length > 100);
  for (const { path, citation } of citations) {
    t.ok(citation.quote, `${path} quotes`);
    t.ok(citation.quote.split(/\s+/).length <= 12, `${path}: ${citation.quote}`);
  }
});

t.test('every statement that could be disputed is cited', async (t) => {
  for (const { id, citations = [], claims = [], positions = [] } of seed('parties')) {
    t.ok(citations.length > 0, id);
    for (const { value, citations = [] } of claims) t.ok(citations.length > 0, `${id}: ${value}`);
    for (const { title, citations = [] } of positions) t.ok(citations.length > 0, `${id}: ${title}`);
  }
  for (const collection of ['events', 'partnerships'])
    for (const { id, citations = [] } of seed(collection)) t.ok(citations.length > 0, id);
});

t.test('words that date something are among the words that are quoted for it', async (t) => {
  const quotes = (record: Json) => record.citations.map(({ quote }: Json) => quote).join('\n');
  const dated = [...seed('events'), ...seed('partnerships').flatMap(({ milestones }) => milestones)];
  const claims = seed('parties').flatMap(({ claims = [] }) => claims);
  for (const record of [...dated, ...claims].filter(({ date }) => date?.text !== undefined))
    t.match(quotes(record), record.date.text, `${record.id ?? record.stage ?? record.value}`);
});

t.test('misprints are marked wherever they are quoted, and nothing else is', async (t) => {
  const misprint = /acccording|Ambassador to Pakistan/;
  for (const { path, citation } of citations) t.equal(citation.sic === true, misprint.test(citation.quote), path);
  t.ok(citations.some(({ citation }) => /acccording/.test(citation.quote)));
  t.ok(citations.some(({ citation }) => /Ambassador to Pakistan/.test(citation.quote)));
});

t.test('speakers and outlets on the way are parties, and an outlet on the way is credited by the source', async (t) => {
  const credited = new Map(seed('sources').map(({ id, attributed_to = [] }) => [id, attributed_to]));
  const kinds = new Map(seed('parties').map(({ id, kind }) => [id, kind]));
  for (const { path, citation } of citations) {
    for (const outlet of citation.via ?? []) {
      t.equal(kinds.get(outlet), 'media', path);
      t.ok(credited.get(citation.source).includes(outlet), path);
    }
    if (citation.via) t.ok(citation.speaker, `${path}: what comes by way of somebody was said by somebody`);
    if (citation.speaker) t.ok(kinds.has(citation.speaker), path);
    t.equal(citation.voice === 'narration', citation.speaker === undefined, path);
  }
});

/** The parties whose name stands in a text, and the names it stands there by. */
function namedIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, name, aliases = [], named = true } of seed('parties'))
    for (const one of [name, ...aliases.map((alias: Json) => alias.name)])
      if (named && new RegExp(`(?<!\\p{L})${one.replace(/[.*+?()[\]]/g, '\\$&')}(?!\\p{L})`, 'u').test(text))
        found.set(id, one);
  return found;
}
const sourcesCitedBy = (id: string): Set<string> =>
  new Set(citations.filter(({ path }) => path.startsWith(`parties/${id}/`)).map(({ citation: { source } }) => source));

t.test('a party cites every source in whose quotations it is named', async (t) => {
  for (const { path, citation } of citations)
    for (const [party, name] of namedIn(citation.quote))
      t.ok(sourcesCitedBy(party).has(citation.source), `${party} as "${name}" in ${path}`);
});

t.test('every stored document is what the contract says, and is what is read', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const rows = await register.engine.reader
    .selectFrom('record as r')
    .innerJoin('change as c', 'c.sequence', 'r.sequence')
    .select(['r.record', 'r.id', 'c.document'])
    .execute();
  t.equal(rows.length, RESOURCES.flatMap(({ collection }) => seed(collection)).length);
  for (const { record, document, collection } of RESOURCES)
    for (const row of rows.filter((one) => one.record === record)) {
      t.same(validator(document)(JSON.parse(row.document ?? '')), [], `${record} ${row.id}`);
      // The client holds the answer against the served contract.
      t.equal((await register.get(`/${collection}/${row.id}`)).text, row.document);
    }
  for (const { collection } of RESOURCES) await register.get(`/${collection}?limit=200`);
});

const folder = process.env.TEXTS_DIR;
const skip = folder ? false : 'TEXTS_DIR is not set, so the quotations are not held against the texts';

t.test('with the texts attached through the service every quotation is matched', { skip }, async (t) => {
  const register = await openRegister(t, { seeded: true });
  const texts = new Map<string, string>();
  for (const { id } of seed('sources')) {
    const file = join(folder ?? '', `${id}.txt`);
    t.ok(existsSync(file), file);
    const text = readFileSync(file, 'utf8');
    texts.set(id, text);
    t.equal((await register.putText(id, text)).status, 201, id);
  }
  for (const { collection } of RESOURCES) {
    const { body } = await register.get(`/${collection}?limit=200`);
    for (const record of body.data)
      for (const { path, citation } of citationsOf(record, record.id)) {
        t.equal(citation.status, 'matched', `${path}: ${citation.quote}`);
        const said = [...(texts.get(citation.source) ?? '')].slice(citation.start, citation.end).join('');
        t.equal(said, citation.quote, `${path} stands at its offsets`);
      }
  }
  for (const { evidence } of (await register.get('/partnerships')).body.data) t.equal(evidence, 'matched');
  for (const collection of ['events', 'partnerships']) {
    const { body } = await register.get(`/${collection}?facets=notice,missing`);
    t.same(body.meta.facets.notice.buckets, [], 'nothing fails to add up');
    t.notOk(body.meta.facets.missing.buckets.some(({ value }: Json) => value === 'text_not_held'));
  }
});

t.test('what was only discussed, taken for signed, is noticed', { skip }, async (t) => {
  const register = await openRegister(t, { seeded: true });
  const source = 'pakistan-kyrgyzstan';
  await register.putText(source, readFileSync(join(folder ?? '', `${source}.txt`), 'utf8'));
  const milestone = { stage: 'signed', citations: [{ source, quote: 'signing of a memorandum of understanding' }] };
  const { body } = await register.post(`/partnerships/${source}/milestones`, milestone);
  t.match(body.notices, [{ code: 'hedged_quote', detail: /"discussed"/ }]);
});

t.test('a party cites every source whose text names it', { skip }, async (t) => {
  for (const { id } of seed('sources')) {
    const text = readFileSync(join(folder ?? '', `${id}.txt`), 'utf8');
    for (const [party, name] of namedIn(text)) t.ok(sourcesCitedBy(party).has(id), `${party} as "${name}" in ${id}`);
  }
});
