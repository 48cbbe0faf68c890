/** Statements as rows of a table, and the answers as rows of another. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Members } from '../../model/members.js';
import { type Finding, refuseFindings } from '../../model/refusal.js';
import { propertiesOf, type Static, Type } from '../../model/schema.js';
import { shorten, validator } from '../../model/validation.js';
import { nearestName } from '../../model/words/nearest-name.js';
import { columnsOf, headerOf, rowOf } from '../../register/document/columns.js';
import { type Check, findingsIn, MAX_STATEMENTS, Statement } from './schema.js';

const text = Type.Optional(Type.String());
const texts = Type.Optional(Type.Array(Type.String()));

/** The columns of the answers: the statement as it was sent, then what the evidence makes of it. */
const CheckRow = Type.Object({
  between: texts,
  party: texts,
  stage: text,
  event: texts,
  topic: texts,
  true_on: text,
  published_until: text,
  verdict: text,
  sentence: text,
  shown_id: text,
  shown_stage: text,
  shown_kind: text,
  shown_date: text,
  independent: Type.Integer(),
  because_quotes: texts,
  because_sources: texts,
  against_quotes: texts,
  against_sources: texts,
  possible: Type.Integer(),
  undated: Type.Integer(),
});
type CheckRow = Static<typeof CheckRow>;

const COLUMNS = Object.keys(Statement.properties);
const RESULT_COLUMNS = columnsOf(CheckRow);

export const StatementTable = Type.String({
  $id: 'StatementTable',
  description:
    `Statements as comma-separated values (RFC 4180, UTF-8), with a header of some of the columns ${COLUMNS.map((name) => `\`${name}\``).join(', ')}. ` +
    `Entries of one cell are separated by semicolons. At most ${MAX_STATEMENTS} rows.`,
  minLength: 1,
  maxLength: 1_048_576,
  pattern: '^[^\\x00]*$',
  examples: ['between,stage\r\npakistan;hsx,signed\r\n'],
});

export const CheckTable = Type.String({
  $id: 'CheckTable',
  description: `The answers as comma-separated values, as lists have them, with the columns ${RESULT_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')}.`,
  maxLength: 100_000_000,
  pattern: '^[^\\x00]*$',
  examples: ['between,stage,verdict\r\nhsx;pakistan,signed,supported\r\n'],
});

/** Reads statements from comma-separated values with a header; refuses all when one is wrong. */
export function statementsIn(table: string): Statement[] {
  const [header = [], ...rows] = recordsIn(table);
  const findings = headerFindings(header);
  refuseFindings(findings);
  if (rows.length === 0 || rows.length > MAX_STATEMENTS)
    refuse('', 'out_of_range', `a table has 1 to ${MAX_STATEMENTS} rows below its header; this one has ${rows.length}`);
  const statements = rows.map((row) => statementOf(header, row));
  refuseFindings(
    statements.flatMap((statement, index) =>
      [...validator(Statement)(statement), ...findingsIn(statement)].map((one) => ({
        ...one,
        pointer: `/${index}${one.pointer ?? ''}`,
        detail: `row ${index + 1}: ${one.detail}`,
      })),
    ),
  );
  return statements;
}

const refuse = (pointer: string, code: Finding['code'], detail: string): void =>
  refuseFindings([{ pointer, code, detail }]);

/** Characters of a line: all lists of a statement full of the longest names are shorter. */
const MAX_LINE = 100_000;

function recordsIn(table: string): string[][] {
  if (table.split('\n').some((line) => line.length > MAX_LINE))
    refuse('', 'format', `these are no statements: a line has more than ${MAX_LINE} characters`);
  try {
    return parse(table, { bom: true, skipEmptyLines: true, trim: true });
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    refuseFindings([
      { pointer: '', code: 'format', detail: `these are no comma-separated values: ${failure.message}` },
    ]);
    return [];
  }
}

/** Of a header with more columns than there are, the first ones are enough to say what is wrong. */
const headerFindings = (header: readonly string[]): Finding[] =>
  header.slice(0, COLUMNS.length + 1).flatMap((column, index): Finding[] => {
    if (header.indexOf(column) < index)
      return [{ pointer: '', code: 'duplicate', detail: `the column ${shorten(column)} is there twice` }];
    if (COLUMNS.includes(column)) return [];
    const nearest = nearestName(column, COLUMNS);
    const hint = nearest ? `did you mean ${nearest}?` : `there are ${COLUMNS.join(', ')}`;
    return [{ pointer: '', code: 'unknown_member', detail: `there is no column "${shorten(column)}"; ${hint}` }];
  });

/** Empty cells say nothing; entries of a list are separated by semicolons. */
function statementOf(header: readonly string[], row: readonly string[]): Statement {
  const members: Members = {};
  for (const [index, column] of header.entries()) {
    const cell = row[index] ?? '';
    if (cell === '') continue;
    // One more than may be there is enough to refuse it.
    const limit = maxEntries(column);
    members[column] = limit === undefined ? cell : cell.split(';', limit + 1).map((one) => one.trim());
  }
  return members;
}

/** How many entries a list takes; undefined of what is none. */
const maxEntries = (column: string): number | undefined => Object(propertiesOf(Statement)[column]).maxItems;

/** The answers as comma-separated values, in the order of the statements. */
export const tableOf = (checks: readonly Check[]): string =>
  [headerOf(RESULT_COLUMNS), ...checks.map((one) => rowOf(RESULT_COLUMNS, rowOfCheck(one), () => undefined))].join('');

function rowOfCheck({ statement, verdict, sentence, shown, independent, because, against, left_out }: Check): CheckRow {
  const quotes = (evidence: Check['because']) => evidence.flatMap(({ quote }) => quote ?? []);
  const sources = (evidence: Check['because']) => [...new Set(evidence.map(({ source }) => source))];
  return {
    ...statement,
    verdict,
    sentence,
    ...(shown && {
      shown_id: shown.id,
      ...(shown.stage && { shown_stage: shown.stage }),
      ...(shown.kind && { shown_kind: shown.kind }),
      ...(shown.date?.edtf !== undefined && { shown_date: shown.date.edtf }),
    }),
    independent,
    because_quotes: quotes(because),
    because_sources: sources(because),
    against_quotes: quotes(against),
    against_sources: sources(against),
    possible: left_out.possible,
    undated: left_out.undated,
  };
}
