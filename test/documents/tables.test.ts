/** The tables of the documents say what the code says. */
import t from 'tap';
import { Statement } from '../../src/api/check/schema.js';
import { modelPageOf } from '../../src/api/contract/model-page.js';
import { STATUS } from '../../src/api/http/problem-schemas.js';
import { SETTINGS } from '../../src/config.js';
import { DECISIONS } from '../../src/model/check/verdict.js';
import { FINDINGS } from '../../src/model/refusal.js';
import { NOTICE_CODES, UNKNOWN_CODES } from '../../src/model/vocabulary/notices.js';
import {
  CITATION_STATUSES,
  DATE_BASES,
  DATE_MATCHES,
  KEY_SCOPES,
  OPERATIONS,
  RANKED_STAGES,
  STAGES,
} from '../../src/model/vocabulary/vocabulary.js';
import { RESOURCES } from '../../src/resources/index.js';
import { emptyFolder, run } from '../support/process.js';
import { type Json, openRegister } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';
import { codes, documentAt, rows, section } from './markdown.js';

/** The first words in code type of each row, and of each further cell. */
const cells = (heading: string): string[][] => rows(heading).map((row) => row.map((cell) => codes(cell)[0] ?? cell));
const column = (heading: string, at = 0): string[] => cells(heading).map((row) => row[at] ?? '');

t.test('the page of the model is the one that the schemas make', async (t) => {
  t.equal(modelPageOf(RESOURCES), documentAt('docs/model.md'), 'npm run openapi writes it anew');
});

t.test('the settings are those of the service', async (t) => {
  const settings = Object.entries(SETTINGS).map(([name, { fallback, help }]) => [
    `\`${name}\``,
    fallback === '' ? '–' : `\`${fallback}\``,
    help,
  ]);
  t.strictSame(rows('Settings'), settings);
});

t.test("the commands are those of the command's help", async (t) => {
  const { stdout } = await run(t, emptyFolder(t), ['help']);
  const commands = [...stdout.matchAll(/^ {2}(entente .*)\n {6}(.*)$/gm)].map(([, usage, about]) => [
    `\`${usage}\``,
    about,
  ]);
  t.ok(commands.length > 0);
  t.strictSame(
    rows('Commands').filter(([command]) => command?.startsWith('`entente')),
    commands,
  );
});

t.test('the problems are those of the service', async (t) => {
  const listed = cells('All problems').map(([status, code]) => [code, Number(status)]);
  const known = Object.entries(STATUS).map(([code, [status]]): [string, number] => [code, status]);
  t.strictSame(listed.toSorted(), known.toSorted());
});

t.test('the findings that are explained are those of the service', async (t) => {
  t.strictSame(
    cells('Findings').map(([code, meaning]) => [code, meaning]),
    Object.keys(FINDINGS).map((code, at) => [
      code,
      codes(Object.values(FINDINGS)[at]!)[0] ?? Object.values(FINDINGS)[at],
    ]),
  );
});

t.test('the addresses are those of the contract, with their methods', async (t) => {
  const { app, get } = await openRegister(t);
  const listed = rows('All addresses').flatMap(([cell = '', methods = '']) =>
    codes(cell).map((path): [string, string] => [path, methods]),
  );
  const outside = ['/docs', '/openapi.json', '/openapi.yaml', '/openapi-3.0.json'];
  for (const path of outside) t.equal((await get(path, { accept: '*/*' })).status < 400, true, path);
  const known = Object.entries<Json>(app.swagger().paths as Json).map(([path, methods]): [string, string[]] => [
    path,
    Object.keys(methods).map((method) => method.toUpperCase()),
  ]);
  t.strictSame(
    listed.map(([path, methods]) => [path, methods.split(', ').sort()]).sort(),
    [...known, ...outside.map((path) => [path, ['GET']])].map(([path, methods]) => [path, [...methods!].sort()]).sort(),
  );
});

t.test('the stages are those of the vocabulary, with their ranks', async (t) => {
  const heading = 'You write milestones, the service computes the stage';
  t.strictSame(column(heading, 1), Object.keys(STAGES));
  const ranks = [...Object.keys(RANKED_STAGES).keys()].map(String);
  t.strictSame(
    column(heading).filter((rank) => rank !== '–'),
    ranks,
  );
});

t.test('the verdicts are those of the decision table', async (t) => {
  const shown: Record<string, string> = { more: 'more', 'as much': 'as_much', less: 'less', nothing: 'nothing' };
  const listed = cells('The verdict').flatMap(([what = '', ...verdicts]) =>
    verdicts.map((verdict, at) => ({ shown: shown[what], isGainsaid: at === 1, verdict })),
  );
  t.strictSame(listed, DECISIONS);
  t.strictSame(column('What can be asked'), Object.keys(Statement.properties));
});

t.test('what citations, date filters, keys and histories are said to be is all that they can be', async (t) => {
  t.strictSame(column('What the service checks'), Object.keys(CITATION_STATUSES));
  t.strictSame(column('How dates are asked for'), Object.keys(DATE_MATCHES));
  t.strictSame(column('Keys').slice(0, 3), Object.keys(KEY_SCOPES));
  for (const [heading, values] of [
    ['Of one record', OPERATIONS],
    ['How a date is written', DATE_BASES],
  ] as const)
    for (const value of Object.keys(values)) t.ok(codes(section(heading)).includes(value), `${heading}: ${value}`);
});

t.test('notices and unknowns are all that there can be, with what one would have to ask', async (t) => {
  t.strictSame(column('What does not add up').toSorted(), Object.keys(NOTICE_CODES).toSorted());
  t.strictSame(
    rows('What is not known').map(([code = '', , , question]) => [codes(code)[0], question]),
    Object.entries(UNKNOWN_CODES).map(([code, definition]) => [code, definition.split(' Ask: ')[1]]),
  );
});

t.test('filters, sorts, facets and histograms are those of the contract', async (t) => {
  const { app } = await openRegister(t);
  const { paths } = withWholeOperations(app.swagger());
  const shared = [
    'q',
    'spelling',
    'id',
    'updated_since',
    'sort',
    'limit',
    'cursor',
    'total',
    'facets',
    'histogram',
    'expand',
    'certificate',
  ];
  const described = (heading: string) =>
    rows(heading).filter(([list]) => list !== undefined && codes(list)[0]! in paths);
  const filters = described('Filters').filter(([, cell = '']) => cell.startsWith('`'));
  t.equal(filters.length, 4);
  for (const [list = '', cell = ''] of filters) {
    const inQuery = paths[codes(list)[0]!].get.parameters.filter((one: Json) => one.in === 'query');
    const names = inQuery.map(({ name }: Json) => name);
    t.strictSame(codes(cell).sort(), names.filter((name: string) => !shared.includes(name)).sort(), list);
    for (const name of ['id', 'updated_since', 'q']) t.ok(codes(section('Filters')).includes(name), name);
  }
  const schemas = (app.swagger() as Json).components.schemas;
  const named = { '/partnerships': 'Partnership', '/events': 'Event', '/parties': 'Party', '/sources': 'Source' };
  for (const [path, singular] of Object.entries(named)) {
    const row = (heading: string) => described(heading).find(([list = '']) => codes(list)[0] === path) ?? [];
    const [, facets = '', histogram = ''] = row('Counting');
    t.strictSame(codes(facets), schemas[`${singular}Facet`].enum, `facets of ${path}`);
    const periods = codes(histogram).flatMap((date) => ['year', 'month', 'day'].map((period) => `${date}:${period}`));
    t.strictSame(periods, schemas[`${singular}Histogram`]?.enum ?? [], `histograms of ${path}`);
    t.equal(codes(row('Order')[1] ?? '')[0], schemas[`${singular}Sort`].enum[0], `order of ${path}`);
  }
});
