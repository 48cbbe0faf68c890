import { mergePatch } from '../../src/model/json/merge-patch.js';
import type { Json } from '../support/register.js';
import { contradicts, type Dice, distinct, without } from './meaning.js';
import type { Known, RegisterState } from './register-state.js';

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
