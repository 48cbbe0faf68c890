/** Records as they are cited, in each style, read back by what each style wants. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { redact } from '../../src/maintenance/redact.js';
import { RESOURCES } from '../../src/resources/index.js';
import { expectProblem } from '../support/expect-problem.js';
import { runs } from '../support/place.js';
import { anEvent, aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const STYLES = {
  plain: 'text/plain; charset=utf-8',
  bibtex: 'application/x-bibtex; charset=utf-8',
  'csl-json': 'application/vnd.citationstyles.csl+json; charset=utf-8',
  ris: 'application/x-research-info-systems; charset=utf-8',
};
const publicUrl = 'https://register.example.org/entente';
const now = () => new Date('2026-02-01T10:00:00.000Z');

async function populated(t: Test, options: object = { publicUrl, now }): Promise<TestRegister> {
  const register = await openRegister(t, options);
  await populate(register);
  const source = {
    id: 'interview',
    kind: 'interview',
    title: 'What the minister said',
    publisher_name: 'Lagoon Daily',
    published: { edtf: '2025-08' },
    url: 'https://lagoon.example/a_b%20c?d=1&e=2#f',
    retrieved: { edtf: '2025-09-01' },
  };
  await register.post('/sources', source);
  await register.putText('interview', 'We signed nothing yet.');
  const citations = [{ source: 'report' }, { source: 'interview', quote: 'signed nothing' }];
  await register.post('/events', anEvent({ id: 'talk', title: 'A talk', citations }));
  await register.post('/partnerships', aPartnership({ id: 'both' }));
  return register;
}

/** The fields of the one entry of a BibTeX file; throws where braces or lines are not as they have to be. */
function readBibtex(text: string): Map<string, string> {
  const [, key, body] = /^@misc\{([^,\s{}]+),\n([\s\S]*)\n\}\n$/.exec(text) ?? [];
  if (key === undefined || body === undefined) throw new Error(`no entry: ${text}`);
  const fields = new Map([['key', key]]);
  for (const line of body.split('\n')) {
    const [, name, value] = /^ {2}([a-z]+) = (\{.*\}|[a-z]{3}),?$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no field: ${line}`);
    let depth = 0;
    for (const [at, character] of [...value].entries()) {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      if (depth === 0 && value.startsWith('{') && at < [...value].length - 1) throw new Error(`braces: ${line}`);
    }
    if (depth !== 0) throw new Error(`braces: ${line}`);
    fields.set(name, value);
  }
  return fields;
}

/** The text that TeX prints for a value. */
const asPrinted = (value: string): string =>
  value
    .replaceAll(
      /\\textbackslash\{\}|\\textbraceleft\{\}|\\textbraceright\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}/g,
      (name) =>
        ({ backslash: '\\', braceleft: '⟦', braceright: '⟧', asciitilde: '~', asciicircum: '^' })[name.slice(5, -2)] ??
        '',
    )
    .replaceAll(/[{}]/g, '')
    .replaceAll(/\\([$&#_%])/g, '$1')
    .replaceAll('⟦', '{')
    .replaceAll('⟧', '}');

function readRis(text: string): [string, string][] {
  const lines = text.split('\r\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  const read = lines.map((line): [string, string] => {
    const [, tag, value] = /^([A-Z][A-Z0-9]) {2}- (.*)$/.exec(line) ?? [];
    if (tag === undefined || value === undefined) throw new Error(`no line: ${line}`);
    return [tag, value];
  });
  if (read[0]?.[0] !== 'TY' || read.at(-1)?.[0] !== 'ER') throw new Error(`no record: ${text}`);
  return read;
}

t.test('a footnote names record, register, revision, its date and address, and what backs it', async (t) => {
  const { get } = await populated(t);
  t.equal(
    (await get('/events/talk/cite')).text,
    `Entente, “A talk”, event “talk”, revision 1 of 1 February 2026, ${publicUrl}/events/talk/revisions/1. Backed by ` +
      'The Gazette, news article, 2 August 2025; Lagoon Daily, “What the minister said”, August 2025, ' +
      'https://lagoon.example/a_b%20c?d=1&e=2#f, accessed 1 September 2025: “signed nothing”.\n',
  );
  t.equal(
    (await get('/sources/interview/cite?style=plain')).text,
    'Lagoon Daily, “What the minister said”, August 2025, https://lagoon.example/a_b%20c?d=1&e=2#f, accessed 1 ' +
      `September 2025. Entente, source “interview”, revision 2 of 1 February 2026, ${publicUrl}/sources/interview/revisions/2.\n`,
  );
});

t.test('what others say, what is known to be wrong, and words that are gone back nothing', async (t) => {
  const { get, patch, putText } = await populated(t);
  const wrong = { member: '/title', value: 'Another talk', rank: 'deprecated', citations: [{ source: 'report' }] };
  const other = { member: '/kind', value: 'signing', citations: [{ source: 'report' }] };
  const citations = [{ source: 'interview', quote: 'signed nothing' }];
  await patch('/events/talk', { citations, alternatives: [wrong, other] }, any);
  const backing = async () => / Backed by .*/.exec((await get('/events/talk/cite')).text)?.[0];
  t.match(await backing(), /^ Backed by Lagoon Daily, .*: “signed nothing”\.$/);
  await putText('interview', 'No comment.');
  t.equal(await backing(), undefined);
});

t.test('every resource is cited in every style', async (t) => {
  const { get } = await populated(t);
  for (const path of ['/events/talk', '/partnerships/both', '/parties/arcadia', '/sources/report'])
    for (const [style, type] of Object.entries(STYLES)) {
      const { status, headers, text, body } = await get(`${path}/cite?style=${style}`);
      t.match({ status, type: headers['content-type'] }, { status: 200, type }, `${path} ${style}`);
      t.match(text, `${publicUrl}${path}/revisions/1`);
      if (style === 'bibtex') t.match(readBibtex(text).get('note'), /revision 1/);
      if (style === 'ris') t.ok(readRis(text).some(([tag, value]) => tag === 'N1' && /revision 1/.test(value)));
      if (style === 'csl-json') t.match(body, [{ id: /^entente-[a-z-]+-r1$/, note: /revision 1/ }]);
    }
});

t.test('without a style it is the one that Accept prefers', async (t) => {
  const { get } = await populated(t);
  const { headers } = await get('/events/talk/cite', { accept: 'application/x-bibtex' });
  t.match(headers, { 'content-type': STYLES.bibtex, vary: 'Accept' });
  t.match((await get('/events/talk/cite', { accept: '*/*' })).headers, { 'content-type': STYLES.plain });
  t.match((await get('/events/talk/cite', { accept: 'image/png' })).body, { status: 406, code: 'not_acceptable' });
});

t.test('with a style it is that, whatever Accept says', async (t) => {
  const { get } = await populated(t);
  for (const [style, type] of Object.entries(STYLES)) {
    const { status, headers } = await get(`/events/talk/cite?style=${style}`, { accept: 'application/json' });
    t.match({ status, type: headers['content-type'] }, { status: 200, type });
  }
  const refused = await get('/events/talk/cite', { accept: 'image/png' });
  t.match([refused.status, refused.headers.vary], [406, /Accept/]);
});

t.test('every value is on one line, and an uncertain date has the marks of EDTF', async (t) => {
  const { get, patch } = await populated(t);
  await patch('/sources/interview', { publisher_name: 'P\nQ', published: { edtf: '2025-08-02~' } }, any);
  t.match(readBibtex((await get('/sources/interview/cite?style=bibtex')).text).get('date'), '{2025-08-02~}');
  t.match((await get('/sources/interview/cite?style=csl-json')).body, [{ author: [{ literal: 'P Q' }] }]);
  t.match((await get('/sources/interview/cite')).text, /^P Q, [^\n]*\n$/);
});

t.test('dates are as precise as they are, in each style', async (t) => {
  const { get, patch } = await populated(t);
  const dates: [object, object, string][] = [
    [{ edtf: '2025-08-02' }, { 'date-parts': [[2025, 8, 2]] }, '2025/08/02'],
    [{ edtf: '2025-08' }, { 'date-parts': [[2025, 8]] }, '2025/08'],
    [{ edtf: '2025' }, { 'date-parts': [[2025]] }, '2025'],
    [{ edtf: '2025-03/2025-07' }, { raw: '2025-03/2025-07' }, '2025-03/2025-07'],
    [{ text: 'last summer' }, { raw: 'last summer' }, 'last summer'],
  ];
  for (const [published, csl, ris] of dates) {
    await patch('/sources/interview', { published: null }, any);
    await patch('/sources/interview', { published }, any);
    t.same((await get('/sources/interview/cite?style=csl-json')).body[0].issued, csl);
    const read = readRis((await get('/sources/interview/cite?style=ris')).text);
    t.equal(read.find(([tag]) => tag === 'DA')?.[1], ris);
    readBibtex((await get('/sources/interview/cite?style=bibtex')).text);
  }
});

t.test('an earlier revision is cited as it was, with its sources as they were', async (t) => {
  let clock = now().getTime();
  const register = await openRegister(t, {
    now: () => {
      clock += 86_400_000;
      return new Date(clock);
    },
  });
  const { get, patch, post } = register;
  await populate(register);
  await post('/events', anEvent({ id: 'talk', title: 'A talk' }));
  const first = (await get('/events/talk/cite?revision=1')).text;
  t.match(first, /“A talk”.*revision 1 of .* Backed by The Gazette, news article/);
  await patch('/parties/gazette', { name: 'The Old Gazette' }, any);
  await patch('/events/talk', { title: 'A quarrel' }, any);
  t.match((await get('/events/talk/cite')).text, /“A quarrel”.*revision 2 of .* Backed by The Old Gazette/);
  t.equal((await get('/events/talk/cite?revision=1')).text, first);
});

t.test('whatever stands in names and titles stays text in every style', async (t) => {
  const { get, patch } = await populated(t);
  const hostile = fc
    .array(
      fc.constantFrom(
        ...'\\{}$&#_%~^"\'@,=\n\t',
        'ER  - ',
        'TY  - ',
        'é',
        '中华',
        '🤝',
        'עברית',
        '\u2028',
        'a',
        'b ',
        '} ,\n@misc{x,',
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((parts) => `x${parts.join('')}x`);
  const property = fc.asyncProperty(hostile, hostile, async (title, publisher) => {
    const changed = await patch('/sources/interview', { title, publisher_name: publisher }, any);
    if (changed.status !== 200) throw new Error(changed.text);
    const kept = changed.body.title.replaceAll(/\s+/g, ' ');
    const fields = readBibtex((await get('/sources/interview/cite?style=bibtex')).text);
    const ris = readRis((await get('/sources/interview/cite?style=ris')).text);
    const [csl] = (await get('/sources/interview/cite?style=csl-json')).body;
    return (
      asPrinted(fields.get('title')!) === kept &&
      ris.filter(([tag]) => tag === 'TI').length === 1 &&
      ris.find(([tag]) => tag === 'TI')?.[1] === kept &&
      ris.filter(([tag]) => tag === 'ER').length === 1 &&
      csl.title === kept &&
      csl.author[0].literal === changed.body.publisher_name.replaceAll(/\s+/g, ' ')
    );
  });
  await fc.assert(property, { numRuns: runs(150) });
});

t.test('what is not there is refused: 404 and 410, as elsewhere', async (t) => {
  const register = await populated(t, {});
  const { get, patch } = register;
  expectProblem(t, await get('/events/nobody/cite'), 404, 'not_found');
  expectProblem(t, await get('/events/talk/cite?revision=7'), 404, 'not_found');
  expectProblem(t, await get('/events/talk/cite?style=apa'), 400, 'invalid_parameter');
  await patch('/events/talk', { title: 'Another talk' }, any);
  await register.delete('/events/talk', any);
  expectProblem(t, await get('/events/talk/cite'), 410, 'gone');
  expectProblem(t, await get('/events/talk/cite?revision=3'), 410, 'gone');
  t.match((await get('/events/talk/cite?revision=1')).text, /“A talk”/);
  const definition = RESOURCES.find(({ record }) => record === 'event')!;
  await redact(
    register.engine,
    RESOURCES,
    { actor: 'registrar', reason: 'an order' },
    {
      definition,
      id: 'talk',
      isOfText: false,
    },
  );
  expectProblem(t, await get('/events/talk/cite?revision=1'), 410, 'redacted');
});

t.test('without a public address the one that was asked is cited', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { text } = await register.get('/parties/arcadia/cite', { host: 'register.example:8080' });
  t.match(text, 'http://register.example:8080/parties/arcadia/revisions/1.');
});

t.test('a citation names ten sources, and says how many more there are', async (t) => {
  const { get, post } = await populated(t);
  const ids = Array.from({ length: 12 }, (_, index) => `source-${index}`);
  for (const id of ids) await post('/sources', { id, kind: 'filing', title: `Filing ${id}` });
  const citations: Json[] = ids.map((source) => ({ source }));
  await post('/events', anEvent({ id: 'many', citations }));
  const { text } = await get('/events/many/cite');
  t.match(text, /“Filing source-9”; and 2 more\.\n$/);
  t.notMatch(text, 'source-10');
});
