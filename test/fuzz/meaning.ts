/** What makes a request valid beyond what schemas can say. A new operation, reference or format has its say here. */
import fc from 'fast-check';
import { asInstant } from '../../src/model/dates/instant.js';
import { boundsOf } from '../../src/model/dates/uncertain-date.js';
import { REFERS_TO } from '../../src/model/ids.js';
import { CitationRow } from '../../src/register/document/proof.js';
import { writtenDates } from '../support/days.js';
import type { Json } from '../support/register.js';
import { type Contract, componentOf } from './operations.js';
import { pick, type RegisterState } from './register-state.js';
import { lengthOf, type Meant } from './values.js';

/** A number from 0 to below `sides`. */
export type Dice = (sides: number) => number;

/** The check digits of ISO 7064 MOD 97-10, to which letters count as 10 to 35. */
function withCheckDigits(start: string): string {
  const number = BigInt(`${start}00`.replace(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`));
  return `${start}${String(98n - (number % 97n)).padStart(2, '0')}`;
}

const instants = fc
  .date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Values of components and formats. A reference is the id of a record that exists. */
export const meantIn = (state: RegisterState): Meant => ({
  ...Object.fromEntries(
    Object.entries(REFERS_TO).map(([component, record]) => [
      component,
      fc.noBias(fc.nat()).map((number) => pick(state.all(record, false), number)?.id ?? 'nobody'),
    ]),
  ),
  ApiKeyId: fc.noBias(fc.nat()).map((number) => pick(state.keys(), number) ?? 'none'),
  edtf: fc.oneof(
    { weight: 9, arbitrary: writtenDates.map(({ edtf }) => edtf) },
    { weight: 1, arbitrary: fc.constantFrom('0000', '9999-12-31', '2024-02-29?', '[0001-01-01..9999-12-31]%') },
  ),
  date: instants.map((instant) => instant.slice(0, 10)),
  'date-time': fc
    .tuple(instants, fc.constantFrom('Z', 'z', '+05:00', '-23:59'))
    .map(([instant, zone]) => instant.replace('Z', zone)),
  lei: fc.stringMatching(/^[0-9A-Z]{18}$/).map(withCheckDigits),
  currency: fc.constantFrom('USD', 'EUR', 'PKR', 'HRK', 'XAU'),
  'language-tag': fc.oneof(
    fc.stringMatching(/^[a-zA-Z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?$/),
    fc.constant('en-x-abcdefgh-abcdefgh-abcdefgh-abc'),
  ),
  uri: fc.oneof(
    fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: true, withFragments: true }),
    fc.constant(`https://example.org/${'%C3%A9'.repeat(330)}`),
  ),
});

/** Texts that look like a format and aren't. */
export const WRONG: Record<string, string[]> = {
  edtf: ['2025-13', '2025-02-30', 'yesterday', '2025-07-17/2025-07-16', '[..]', '2025-33', '[2025,2024..2023]', '20XX'],
  date: ['2025-02-30', '17-07-2025', '2025-7-171'],
  'date-time': ['2025-07-17', '2025-07-17T25:00:00Z', '2025-02-30T00:00:00Z', 'now'],
  lei: ['5493001KJTIIGC8Y1R13'],
  currency: ['BTC', 'usd', 'XYZ'],
  decimal: ['1e5', '1,5', '-1', '.5', '1.', '007', 'one'],
  'language-tag': ['en-', 'en--US', 'english language'],
  name: ['\u200b', '\u3164\u2800', '\u0301'],
  'key-name': ['a\u200bb', '\u202eab', 'ab\u3164'],
  prose: ['\u2060\u00ad', '\u115f', '\u202e'],
  uri: ['https://exa mple.org', 'https://', 'https://a.org/%zz', 'https://user:word@a.org/'],
};

/** Entries that the log has in any case. */
const LENGTH_OF_LOG = 1000;

/** The last event that was read was one, and so is what was written. */
export function settleHeaders(headers: Record<string, string>): void {
  const last = headers['Last-Event-ID'];
  if (last !== undefined) headers['Last-Event-ID'] = String(Number(last) % LENGTH_OF_LOG);
  const written = headers['Log-Sequence-Min'];
  if (written !== undefined) headers['Log-Sequence-Min'] = String(1 + (Number(written) % LENGTH_OF_LOG));
}

/** A range ends after it begins, there is a word to look for, and a statement to check. @param operation its id */
export function settleQuery(query: Record<string, Json>, operation: string): void {
  if (operation === 'checkStatement') settleStatement(query);

  // What is there now will be there then.
  if (query.recorded_at) query.recorded_at = query.recorded_at.replace(/^\d{4}/, '8000');
  // The log is longer than this, and a place in it has only one form.
  if (query.after !== undefined) {
    query.after %= LENGTH_OF_LOG;
    delete query.since;
  }
  if (query.since && query.until && asInstant(query.since) >= asInstant(query.until)) delete query.since;
  if (query.q !== undefined && !/[\p{L}\p{N}]/u.test(query.q)) query.q = 'a';
  if (query.sort === 'relevance') query.q ??= 'a';
  // What the register said is not asked by other clocks, and with those and a stage there is one order.
  if (query.true_on ?? query.published_until) {
    delete query.recorded_at;
    if (query.stage) delete query.sort;
    // A record on its own is not there when nobody says that its sources had been published.
    if (Object.keys(query).every((name) => ['true_on', 'published_until', 'expand', 'certificate'].includes(name)))
      delete query.published_until;
  }
  if (query.fields) settleFields(query);
  if (query.from && query.to && query.from > query.to) [query.from, query.to] = [query.to, query.from];
  if (query.min_independent > query.max_independent)
    [query.min_independent, query.max_independent] = [query.max_independent, query.min_independent];
}

/** A statement is about somebody, and either about a stage or about events. */
function settleStatement(statement: Record<string, Json>): Json {
  if (!statement.between && !statement.party) statement.party = ['nobody'];
  if (statement.stage) delete statement.event;
  else statement.event ??= ['signing'];
  return statement;
}

/** Rows are cut down to members that they have. */
function settleFields(query: Record<string, Json>): void {
  const ofCitations = Object.keys(CitationRow.properties);
  const ofRecords = (name: string) => !ofCitations.includes(name) || name === 'record' || name === 'id';
  query.fields = query.fields.filter((name: string) =>
    query.rows === 'citations' ? ofCitations.includes(name) : ofRecords(name),
  );
  if (query.fields.length === 0) delete query.fields;
}

/** Makes what was generated for a component mean something; goes from the inside out. */
export function settleValue(contract: Contract, state: RegisterState, dice: Dice, reference: Json, value: Json): Json {
  const inner = (schema: Json, one: Json) => settleValue(contract, state, dice, schema, one);
  if (value === null || typeof value !== 'object') return value;
  const branch = contract.branch(reference, value);
  const schema = contract.resolve(branch);
  if (Array.isArray(value)) return value.map((item) => inner(schema.items, item));
  const settled = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      schema.properties?.[name] ? inner(schema.properties[name], one) : one,
    ]),
  );
  return SETTLED[componentOf(branch) ?? '']?.(settled, state, dice) ?? settled;
}

const SETTLED: Record<string, (value: Json, state: RegisterState, dice: Dice) => Json> = {
  CitationInput: ({ same_as: _index, ...citation }, state, dice) =>
    quoting(
      { ...citation, source: citation.source ?? pick(state.all('source', false), dice(1 << 20))?.id },
      state,
      dice,
    ),
  UncertainDateInput: (date) => (contradicts(date) ? without(date, 'basis') : date),
  AliasInput: inOrder,
  PartnershipPartyInput: inOrder,
  InstrumentInput: (one) => ((one.quantity === 'one') === (one.count === 1) ? one : without(one, 'quantity')),
  Statement: settleStatement,
  ApiKeyInput: (key) => (key.expires === undefined ? key : { ...key, expires: inFuture(key.expires) }),
};

/** An instant to come, in the form in which it is read again. */
const inFuture = (instant: string): string =>
  new Date(253e12 - (Math.abs(Date.parse(instant.toUpperCase())) % 200e12)).toISOString();

/** A period that certainly doesn't end before it begins. */
export function inOrder(entry: Json): Json {
  const [{ earliest } = {} as Json, { latest } = {} as Json] = [entry.from, entry.to].map(boundsOf);
  return earliest !== undefined && latest !== undefined && earliest > latest ? without(entry, 'to') : entry;
}

/** The entries without those that say the same of the named members as one before them. */
export const distinct = (entries: Json[], ...names: string[]): Json[] => [
  ...new Map(entries.toReversed().map((one) => [JSON.stringify(names.map((name) => one[name])), one])).values(),
];

export const without = (value: Json, ...names: string[]): Json =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/**
 * A quotation has a letter or digit. The words stand in the text when one is held, from white space to white space, and `start`
 * says where when they stand there more than once.
 */
function quoting(citation: Json, state: RegisterState, dice: Dice): Json {
  const { quote, start } = citation;
  if (quote === undefined) return without(citation, 'start');
  const text = state.get('source', citation.source)?.text;
  const isSaying = (words: string) => /[\p{L}\p{N}]/u.test(words);
  if (text === undefined) {
    const said = isSaying(quote) ? citation : { ...citation, quote: `e${[...quote].slice(1).join('')}` };
    return (start ?? 0) + lengthOf(quote) <= 8_388_608 ? said : without(said, 'start');
  }
  // Invisible characters are part of the word or the white space before them (UAX #29).
  const words = text.length > 100_000 ? [] : [...text.matchAll(/(?!\p{Cf})(?:\S|\ufeff)+/gu)];
  const first = dice(words.length || 1);
  const last = Math.min(first + dice(300), words.length - 1);
  const from = words[first]?.index ?? 0;
  const chosen = text.slice(from, (words[last]?.index ?? 0) + (words[last]?.[0].length ?? 0));
  if (!isSaying(chosen) || lengthOf(chosen) > 2000) return without(citation, 'quote', 'start');
  const isOnce = text.indexOf(chosen) === text.lastIndexOf(chosen);
  const place = (start !== undefined || !isOnce) && { start: lengthOf(text.slice(0, from)) };
  return { ...without(citation, 'start'), quote: chosen, ...place };
}

export const contradicts = ({ edtf, basis }: Json): boolean =>
  basis === 'event' ||
  (basis === 'unresolved' && edtf !== undefined) ||
  (edtf === undefined && basis !== undefined && basis !== 'unresolved') ||
  (basis === 'bounded' && !/^\.\.|\.\.[~?%]?$|\[\.\.|\.\.\]|^\[[^,]+$/.test(edtf));
