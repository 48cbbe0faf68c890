/** What is appended to a list of a record, made to agree with the rest of it. */
import type { Json } from '../support/register.js';
import { type Dice, without } from './meaning.js';
import { type Known, pick, type RegisterState } from './register-state.js';
import { isEligible, NEEDED, RANKS, settleAlternative } from './whole-records.js';

/** Whether an entry may be appended to such a list of a record. */
export const canTake = (list: string, known: Known, state: RegisterState): boolean =>
  (known.document[list]?.length ?? 0) < (list === 'derived_from' ? 100 : 500) &&
  (list !== 'positions' || known.document.kind === 'person') &&
  (list !== 'derived_from' || earlierSource(known, state) !== undefined);

/** A source that was there before it, and that it doesn't say it was made from: so no chain leads back. */
const earlierSource = ({ document }: Known, state: RegisterState): string | undefined =>
  state
    .all('source', false)
    .find(
      (one) =>
        `${one.document.created_at} ${one.id}` < `${document.created_at} ${document.id}` &&
        !(document.derived_from ?? []).some(({ source }: Json) => source === one.id),
    )?.id;

export function settleItem(list: string, item: Json, stored: Known, state: RegisterState, dice: Dice): Json {
  const { record, id, document } = stored;
  const isThere = (...names: string[]) =>
    (document[list] ?? []).some((one: Json) => names.every((name) => one[name] === item[name]));
  /** The same about another record. */
  const elsewhere = (kind: string) =>
    settleItem(list, { ...item, [kind]: pick(state.all(kind, false), dice(1 << 20))?.id }, stored, state, dice);
  switch (list) {
    case 'positions':
      return without(item, 'accredited_to');
    case 'aliases':
      return isThere('name') ? { ...item, name: `Another name, ${dice(1 << 30)}` } : item;
    case 'related':
      return item[record] === id || isThere(record) ? elsewhere(record) : item;
    case 'derived_from':
      return { ...item, source: earlierSource(stored, state) };
    case 'alternatives':
      return settleAlternative(item, record, dice);
    case 'parties': {
      if (isThere('party')) return elsewhere('party');
      const isBound = record === 'partnership' && !['observer', 'facilitator'].includes(item.role);
      return isBound && !isEligible(state.get('party', item.party)) ? { ...item, role: 'observer' } : item;
    }
    case 'instruments': {
      const reached = document.milestones.map(({ stage, polarity }: Json) =>
        polarity === 'negated' ? 0 : (RANKS[stage] ?? 0),
      );
      const needed = RANKS[NEEDED[item.status] ?? ''] ?? 0;
      return needed <= Math.max(...reached) ? item : { ...item, status: 'drafted' };
    }
    default:
      return item;
  }
}
