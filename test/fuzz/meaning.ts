/** What makes a request valid beyond what schemas can say. A new operation, reference or format has its say here. */
import fc from 'fast-check';
import { asInstant } from '../../src/model/dates/instant.js';
import { boundsOf } from '../../src/model/dates/uncertain-date.js';
import { REFERS_TO } from '../../src/model/ids.js';
import { mergePatch } from '../../src/model/json/merge-patch.js';
import { CitationRow } from '../../src/register/document/proof.js';
import { writtenDates } from '../support/days.js';
import type { Json } from '../support/register.js';
import { type Contract, componentOf } from './operations.js';
import { type Known, pick, type RegisterState } from './register-state.js';
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

/** A range ends after it begins, and there is a word to look for. */
export function settleQuery(query: Record<string, Json>): void {
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
  if (query.fields) settleFields(query);
  if (query.from && query.to && query.from > query.to) [query.from, query.to] = [query.to, query.from];
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
  ApiKeyInput: (key) => (key.expires === undefined ? key : { ...key, expires: inFuture(key.expires) }),
};

/** An instant to come, in the form in which it is read again. */
const inFuture = (instant: string): string =>
  new Date(253e12 - (Math.abs(Date.parse(instant.toUpperCase())) % 200e12)).toISOString();

/** A period that certainly doesn't end before it begins. */
function inOrder(entry: Json): Json {
  const [{ earliest } = {} as Json, { latest } = {} as Json] = [entry.from, entry.to].map(boundsOf);
  return earliest !== undefined && latest !== undefined && earliest > latest ? without(entry, 'to') : entry;
}

/** The entries without those that say the same of the named members as one before them. */
const distinct = (entries: Json[], ...names: string[]): Json[] => [
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

const contradicts = ({ edtf, basis }: Json): boolean =>
  basis === 'event' ||
  (basis === 'unresolved' && edtf !== undefined) ||
  (edtf === undefined && basis !== undefined && basis !== 'unresolved') ||
  (basis === 'bounded' && !/^\.\.|\.\.[~?%]?$|\[\.\.|\.\.\]|^\[[^,]+$/.test(edtf));

/** The record that a body is about. */
interface About {
  state: RegisterState;
  dice: Dice;
  record: string;
  id: string | undefined;
  /** As it is stored, when it is to be patched or replaced. */
  stored?: Known | undefined;
  /** Whether another record refers to it, and so may depend on what it is. */
  referred: boolean;
}

/** The body of a record, whole or a merge patch, made to agree with itself and with what refers to it. */
export function settleRecord(body: Json, isPatch: boolean, about: About): Json {
  const { stored, record } = about;
  const changes: Json = {};
  const whole = () => mergePatch(isPatch ? mergePatch(stored?.document, body) : body, changes) as Json;
  const has = (name: string) => !isPatch || Object.hasOwn(body, name);
  if (isPatch) settlePatch(body, whole(), stored?.document, changes);
  RECORDS[record]?.(whole, changes, has, about);
  if (body.alternatives)
    changes.alternatives = body.alternatives.map((one: Json) => settleAlternative(one, record, about.dice));
  const result = { ...body };
  for (const [name, value] of Object.entries(changes))
    if (value !== null || isPatch) result[name] = value;
    else delete result[name];
  return result;
}

/** What others may say of a record, whatever it says itself; what is there already may also just be doubted. */
const ALTERNATIVES: Record<string, [member: string, value: Json, isThere: boolean][]> = {
  party: [
    ['/name', 'Another name', true],
    ['/kind', 'company', true],
    ['/aliases', { name: 'An alias', lang: 'en' }, false],
  ],
  source: [
    ['/kind', 'filing', true],
    ['/title', 'Another title', false],
    ['/published', { edtf: '[2024-04,2025-04]' }, false],
  ],
  event: [
    ['/title', 'Another title', true],
    ['/date', { edtf: '2024-04', text: 'in April' }, false],
    ['/place/country', 'KG', false],
    ['/topics', 'mining', false],
  ],
  partnership: [
    ['/title', 'Another title', true],
    ['/topics', 'mining', false],
    ['/summary', 'Another summary.', false],
  ],
};

export function settleAlternative(alternative: Json, record: string, dice: Dice): Json {
  const kinds = ALTERNATIVES[record] ?? [];
  const [member, value, isThere] = kinds[dice(kinds.length)]!;
  const isDoubt = isThere && alternative.value === undefined;
  return { ...without(alternative, 'value'), member, ...(!isDoubt && { value }) };
}

type Settle = (whole: () => Json, changes: Json, has: (name: string) => boolean, about: About) => void;

const RECORDS: Record<string, Settle> = {
  party: settleParty,
  source: settleSource,
  event: settleEvent,
  partnership: settlePartnership,
};

/** Nested patches come out whole; and words that no longer prove themselves keep their statement as it is. */
function settlePatch(body: Json, whole: Json, stored: Json, changes: Json): void {
  for (const name of ['date', 'published', 'retrieved'])
    if (body[name] && contradicts(whole[name])) changes[name] = { ...body[name], basis: null };
  if (body.place && whole.place.name === undefined) changes.place = { ...body.place, name: 'Lagoon City' };
  const isLoose = ({ status, quote, start }: Json) =>
    status === 'stale' || (quote !== undefined && start === undefined);
  const kept = body.citations === undefined && (stored.citations ?? []).some(isLoose);
  for (const name of kept ? ['kind', 'outcome'] : [])
    if (Object.hasOwn(body, name)) changes[name] = stored[name] ?? null;
}

function settleParty(whole: () => Json, changes: Json, has: (name: string) => boolean, about: About): void {
  const { stored, referred, state, id } = about;
  const before = stored?.document ?? {};
  // What nothing refers to can't become a part of itself.
  if (referred) for (const name of ['kind', 'named', 'country', 'part_of']) changes[name] = before[name] ?? null;
  const { aliases } = whole();
  if (aliases && has('aliases')) changes.aliases = distinct(aliases, 'name', 'lang');
  if (whole().part_of === id) changes.part_of = null;
  if (['state', 'subnational', 'government_body'].includes(whole().kind) && !whole().country) changes.country = 'FR';
  if (whole().kind !== 'subnational') changes.subdivision = null;
  else if (whole().subdivision) changes.subdivision = `${whole().country}${whole().subdivision.slice(2)}`;
  if (whole().related && has('related'))
    changes.related = distinct(whole().related, 'relation', 'party').filter(({ party }: Json) => party !== id);
  if (whole().kind !== 'person') changes.positions = null;
  const { country, positions = [] } = whole();
  const countryOf = (party: string) => (party === id ? country : state.get('party', party)?.document.country);
  const isAtHome = ({ of, accredited_to: host }: Json) =>
    host !== undefined && (host === of || [countryOf(of), country].some((own) => own && own === countryOf(host)));
  if (positions.some(isAtHome)) {
    if (has('positions'))
      changes.positions = positions.map((one: Json) => (isAtHome(one) ? without(one, 'accredited_to') : one));
    else changes.country = before.country ?? null;
  }
}

/** What a source was made from was there before it, so that no chain leads back. */
function settleSource(whole: () => Json, changes: Json, has: (name: string) => boolean, about: About): void {
  const { derived_from } = whole();
  if (!derived_from || !has('derived_from')) return;
  const { stored, state } = about;
  const own = stored?.document.created_at;
  const isEarlier = ({ source }: Json) => own === undefined || state.get('source', source)?.document.created_at < own;
  changes.derived_from = derived_from.filter(isEarlier);
}

function settleEvent(whole: () => Json, changes: Json, has: (name: string) => boolean, { id }: About): void {
  const { after } = whole();
  if (after && has('after')) changes.after = after.filter((one: string) => one !== id);
}

/** Who can be held to a partnership. */
export const isEligible = (one: Known | undefined): boolean =>
  one !== undefined && !['media', 'unnamed_group'].includes(one.document.kind) && one.document.named !== false;

export const RANKS: Record<string, number> = { signed: 5, in_force: 6 };
export const NEEDED: Record<string, string> = { signed: 'signed', ratified: 'signed', in_force: 'in_force' };

function settlePartnership(whole: () => Json, changes: Json, has: (name: string) => boolean, about: About): void {
  if (has('parties')) changes.parties = bound(whole().parties, about);
  const { aliases, related } = whole();
  if (aliases && has('aliases')) changes.aliases = distinct(aliases, 'name', 'lang');
  if (related && has('related'))
    changes.related = distinct(related, 'relation', 'partnership').filter(
      ({ partnership }) => partnership !== about.id,
    );
  const { milestones, instruments = [] } = whole();
  const rank = (stage: string | undefined) => RANKS[stage ?? ''] ?? 0;
  const needed = instruments
    .map(({ status }: Json) => NEEDED[status])
    .sort((a: string, b: string) => rank(b) - rank(a))[0];
  const reached = milestones.map(({ stage, polarity }: Json) => (polarity === 'negated' ? 0 : rank(stage)));
  if (rank(needed) <= Math.max(...reached)) return;
  if (has('milestones'))
    changes.milestones = [{ ...without(milestones[0], 'polarity'), stage: needed }, ...milestones.slice(1)];
  else changes.instruments = instruments.map((one: Json) => ({ ...one, status: 'drafted' }));
}

/** Two principals that can be held to it, and the others in roles that are open to anybody. */
function bound(parties: Json[], { state, dice }: About): Json[] {
  const eligible = state.all('party', false).filter(isEligible);
  const first = dice(eligible.length - 1);
  const [one, other] = [eligible[first], eligible[first + 1]].map((known) => known?.id);
  const settled = parties.map(({ party, role, ...rest }: Json, index) => {
    if (index < 2) return { ...rest, party: index === 0 ? one : other, ...(dice(2) === 0 && { role: 'signatory' }) };
    const isBound = role === undefined || role === 'principal' || role === 'signatory';
    return {
      ...rest,
      party,
      role: isBound && !isEligible(state.get('party', party)) ? 'observer' : (role ?? 'principal'),
    };
  });
  return distinct(settled, 'party', 'role');
}
