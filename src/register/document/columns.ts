/** Records as rows of a table (CSV): the columns of a resource, made from the schema of its documents, and the cells. */
import { type RecordName, refersTo } from '../../model/ids.js';
import { isOnDemand } from '../../model/marks.js';
import { isMembers, type Members } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';
import type { View } from './present.js';

/** What a record is called: the name of a party, the title of another; undefined when it has none. */
export type NameOf = (record: RecordName, id: string) => string | undefined;

export interface Column {
  name: string;
  /** The member of the document that it comes from. */
  member: string;
  /** The cell of a document; undefined when the document has no such value. */
  cell(document: Members, nameOf: NameOf): string | undefined;
}

/**
 * The columns of a document: one for each single value, named by its path (`date_earliest`). A reference has a second
 * column with the name of the record (`publisher_name`). The entries of a list share one cell (see `joined`); entries
 * that are objects have a column for each of their single values (`parties_role`). Lists inside lists have no column, unless
 * they are of objects: the values of each entry stand together (`instruments_amounts_text`), citations and voices excepted.
 */
export function columnsOf(document: TSchema, { fields }: View = {}): Column[] {
  const columns = Object.entries<TSchema>(document.properties ?? {}).flatMap(([member, schema]) => {
    if (fields && !fields.includes(member)) return [];
    const { type, items } = resolve(schema);
    const isList = type === 'array';
    return valuesIn(isList ? items : schema, member).flatMap((value) =>
      asColumns(value).map(({ name, one }) => ({
        name,
        member,
        cell: (record: Members, nameOf: NameOf) =>
          isList ? joined(record[member], (entry) => one(entry, nameOf)) : one(record[member], nameOf),
      })),
    );
  });
  return combined(columns);
}

/** A member that is called as the name of a reference before it shares the column: what it says itself comes first. */
function combined(columns: readonly Column[]): Column[] {
  const byName = new Map<string, Column>();
  for (const column of columns) {
    const first = byName.get(column.name);
    byName.set(
      column.name,
      first
        ? {
            ...column,
            cell: (record, nameOf) => column.cell(record, nameOf) ?? first.cell(record, nameOf),
          }
        : column,
    );
  }
  return [...byName.values()];
}

/** The header row. */
export const headerOf = (columns: readonly Column[]): string => lineOf(columns.map(({ name }) => name));

/** The row of a record; `record` has only the members that are shown. */
export const rowOf = (columns: readonly Column[], record: Members, nameOf: NameOf): string =>
  lineOf(columns.map(({ cell }) => safe(cell(record, nameOf) ?? '')));

/** What begins a formula: equals, plus, minus and at signs, and all that Unicode holds to be compatible with them. */
const SIGNS = String.raw`=\uFF1D\uFE66\u207C\u208C\u2A75\u2A76+\uFF0B\uFE62\u207A\u208A\uFB29\-\uFF0D\uFE63\u207B\u208B\u2212@\uFF20\uFE6B`;

/** A cell that is or may be read as a formula, whatever can't be seen before its sign; or that begins as one made safe. */
const UNSAFE = new RegExp(String.raw`^(?:[\t\r\n']|[\s\p{Cc}\p{Cf}\p{DI}]*[${SIGNS}])`, 'u');

/**
 * Spreadsheets read some cells as formulas; an apostrophe before them prevents that. A cell that begins with an apostrophe
 * gets a second one, so that removing the first always gives back the value.
 */
const safe = (cell: string): string => (UNSAFE.test(cell) ? `'${cell}` : cell);

/** Cells are quoted for the separators of all spreadsheets: some read a semicolon or a tab for the comma. */
const lineOf = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;

/** A single value inside a larger one. */
interface Value {
  name: string;
  /** Which record it refers to. */
  record: RecordName | undefined;
  of(whole: unknown): unknown;
}

function valuesIn(schema: TSchema, name: string): Value[] {
  const { type, items, properties } = resolve(schema);
  if (type === 'array') return valuesOfMany(resolve(items), name);
  if (!properties) return [{ name, record: refersTo(schema), of: (whole) => whole }];
  return Object.entries<TSchema>(properties)
    .filter(([, inner]) => !isOnDemand(inner))
    .flatMap(([member, inner]) =>
      valuesIn(inner, `${name}_${member}`).map((value) => ({
        ...value,
        of: (whole: unknown) => (isMembers(whole) ? value.of(whole[member]) : undefined),
      })),
    );
}

/** Lists of these say too much for a cell. */
const WITHOUT_COLUMNS = ['Citation', 'OneVoice'];

/** The values of a list inside a list. */
function valuesOfMany(items: TSchema, name: string): Value[] {
  if (!items.properties || WITHOUT_COLUMNS.includes(items.$id ?? '')) return [];
  return valuesIn(items, name).map(({ of, ...value }) => ({
    ...value,
    record: undefined,
    of: (whole) => joined(whole, (entry) => textOf(of(entry)), ' | '),
  }));
}

function asColumns({ name, record, of }: Value) {
  const written = (whole: unknown): string | undefined => textOf(of(whole));
  const value = { name, one: written };
  if (record === undefined) return [value];
  const called = (whole: unknown, nameOf: NameOf): string | undefined => {
    const id = written(whole);
    return id === undefined ? undefined : nameOf(record, id);
  };
  return [value, { name: `${name}_name`, one: called }];
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The entries of a list in one cell, separated by semicolons. A semicolon inside a value is escaped with a backslash. */
function joined(
  entries: unknown,
  one: (entry: unknown) => string | undefined,
  separator: '; ' | ' | ' = '; ',
): string | undefined {
  if (!Array.isArray(entries)) return undefined;
  const values = entries.map(one);
  if (values.every((value) => value === undefined)) return undefined;
  const escaped = separator === '; ' ? /[\\;]/g : /[\\|]/g;
  return values.map((value = '') => value.replaceAll(escaped, '\\$&')).join(separator);
}
