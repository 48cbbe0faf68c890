/** Alternatives of a record: which member each stands for, whether its value fits there, and which members are disputed. */
import { Alternative, AlternativeInput, type Disputable, type WithAlternatives } from '../../model/alternative.js';
import type { UncertainDate, UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { unitedDate } from '../../model/dates/united.js';
import { namesIn } from '../../model/json/pointer.js';
import { isMembers, memberOf } from '../../model/members.js';
import type { Finding } from '../../model/refusal.js';
import { enumeration, gistOf, ref, resolve, type TSchema } from '../../model/schema.js';
import { asToken, validator } from '../../model/validation.js';
import { nearestName } from '../../model/words/nearest-name.js';
import { type Appendable, anyOf, type Definition, type Draft, type Filter } from '../definition.js';
import { entryIds, quotedBy } from './entry-ids.js';
import { memberSchema } from './member-schema.js';

/** Members of which there are no versions: what identifies a record, and what is itself said by somebody. */
const WITHOUT_ALTERNATIVES = ['id', 'citations', 'alternatives'];

/** The findings in alternatives that a schema can't know: that their members exist, and that their values fit there. */
export function checkAlternatives({ input, singular }: Definition, document: unknown): Finding[] {
  return listIn(document, 'alternatives').flatMap((alternative, index): Finding[] => {
    const [member, value] = [memberOf(alternative, 'member'), memberOf(alternative, 'value')];
    if (typeof member !== 'string') return [];
    const schema = namesIn(member).some((name) => WITHOUT_ALTERNATIVES.includes(name))
      ? undefined
      : memberSchema(input, member);
    const pointer = `/alternatives/${index}`;
    if (!schema) {
      const known = Object.keys(input.properties).filter((name) => !WITHOUT_ALTERNATIVES.includes(name));
      const nearest = nearestName(namesIn(member)[0] ?? '', known);
      const detail = `${singular}Input has no member ${member} that can have alternatives; ${nearest ? `did you mean /${nearest}?` : `there are /${known.join(', /')}`}`;
      return [{ pointer: `${pointer}/member`, code: 'unknown_member', detail }];
    }
    if (value === undefined) return [];
    return validator(schema)(value).map((one) => ({ ...one, pointer: `${pointer}/value${one.pointer ?? ''}` }));
  });
}

/**
 * The alternatives with their ids, and the entries of lists in their pointers by the names they have now.
 * @param input the schema of what is written
 * @param document what else the record says, with the ids of the entries
 */
export function completeAlternatives(input: TSchema, draft: Draft<WithAlternatives>, document: object): Disputable {
  const { alternatives } = draft.members;
  if (alternatives === undefined) return {};
  const ids = entryIds('alternatives', 'a', draft);
  const completed = alternatives.map((alternative, index): Alternative => {
    const { member, value, held_by, rank = 'normal', note, citations } = alternative;
    const { pointer, stands, isList, finding } = locate(input, document, member);
    const at = `/alternatives/${index}`;
    if (finding) draft.findings.push({ pointer: `${at}/member`, code: 'unknown_entry', detail: finding });
    else if (value === undefined && (stands === undefined || isList))
      draft.findings.push({
        pointer: `${at}/value`,
        code: 'required',
        detail: isList
          ? `say which entry should be in ${pointer}; one that should not be there goes by its name: ${pointer}/…`
          : `nothing stands in ${pointer} that could be doubted: say what should stand there`,
      });
    return {
      id: ids.idOf(index, [pointer, value ?? '', held_by ?? '', rank, quotedBy(citations)]),
      member: pointer,
      ...(value !== undefined && { value }),
      ...(held_by !== undefined && { held_by }),
      rank,
      ...(note !== undefined && { note }),
      citations,
    };
  });
  const disputed = [...new Set(completed.flatMap(({ rank, member }) => (rank === 'normal' ? [member] : [])))];
  return { alternatives: completed, ...(disputed.length > 0 && { disputed }) };
}

/** Where a pointer leads: the same with entries by their names, and what stands there; or why it leads nowhere. */
function locate(
  input: TSchema,
  document: object,
  member: string,
): { pointer: string; stands?: unknown; isList?: boolean; finding?: string } {
  let [pointer, schema, at]: [string, TSchema, unknown] = ['', input, document];
  for (const name of namesIn(member)) {
    const { items, properties } = resolve(schema);
    schema = items ?? properties?.[name] ?? {};
    if (items) {
      const entries = Array.isArray(at) ? at : [];
      const names = entries.map(nameOfEntry);
      const index = names.includes(name) ? names.indexOf(name) : /^(0|[1-9]\d{0,3})$/.test(name) ? Number(name) : -1;
      if (entries[index] === undefined)
        return {
          pointer: member,
          finding: `${pointer} has no entry ${asToken(name)}; it has ${names.slice(0, 20).join(', ') || 'none'}`,
        };
      pointer += `/${names[index]}`;
      at = entries[index];
    } else {
      pointer += `/${name}`;
      at = memberOf(at, name);
    }
  }
  return { pointer, stands: at, isList: resolve(schema).items !== undefined };
}

/** What an entry of a list is called in pointers: by its id or by the record it is about, else by its position. */
export function nameOfEntry(entry: unknown, index: number): string {
  if (typeof entry === 'string') return entry;
  const names = ['id', 'party', 'partnership', 'source'].map((member) => memberOf(entry, member));
  return String(names.find((name) => typeof name === 'string') ?? index);
}

const listIn = (value: unknown, name: string): unknown[] => {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
};

/**
 * The date of a record or of one of its entries under all versions: what stands there, and alternatives that are as good.
 * @param pointer of the date: /date, /milestones/m-1f0c9a3e/date
 */
export function dateWithAlternatives<D extends UncertainDateInput | undefined>(
  date: D,
  pointer: string,
  alternatives: unknown,
): D | UncertainDate {
  const others = otherDates(pointer, alternatives);
  return unitedDate(
    date,
    others.map((one) => one.date),
  );
}

/** The dates that alternatives give which are as good as what stands there, and the sources that say so. */
export function otherDates(pointer: string, alternatives: unknown): { date: { edtf: string }; sources: string[] }[] {
  if (!Array.isArray(alternatives)) return [];
  return alternatives.filter(isMembers).flatMap((one) => {
    const { member, value, rank } = one;
    if (rank === 'deprecated') return [];
    const edtf = member === pointer ? memberOf(value, 'edtf') : member === `${pointer}/edtf` ? value : undefined;
    if (typeof edtf !== 'string') return [];
    const sources = listIn(one, 'citations').flatMap((citation) => {
      const source = memberOf(citation, 'source');
      return typeof source === 'string' ? [source] : [];
    });
    return [{ date: { edtf }, sources }];
  });
}

/** The names by which a list is filtered for disputed members: each on the way to one, but for names of entries. */
export function namesOfDisputed(input: TSchema, disputed: unknown): string[] {
  if (!Array.isArray(disputed)) return [];
  const names = new Set(['any']);
  for (const pointer of disputed) {
    let schema: TSchema = input;
    for (const name of namesIn(String(pointer))) {
      const { items, properties } = resolve(schema);
      if (!items) names.add(name);
      schema = items ?? properties?.[name] ?? {};
    }
  }
  return [...names];
}

/**
 * Alternatives as a list that is appended to.
 * @param example of a member, and what may stand there
 */
export const appendableAlternatives = (member: string, value: unknown): Appendable => ({
  singular: 'Alternative',
  input: AlternativeInput,
  document: Alternative,
  example: { ...AlternativeInput.examples?.[0], member, value },
});

/** What to write instead of `disputed`. */
export const DISPUTED = 'write alternatives of normal rank';

/**
 * Narrows a list to records in which a member is disputed, wherever it stands in them.
 * @param $id what the contract calls the names of their members
 */
export const disputedFilter = ($id: string, input: TSchema): Filter =>
  anyOf(
    ref(enumeration($id, `The name of a member, as ${input.$id} explains it.`, namesOfMembers(input))),
    'Only those in which somebody else says something else of this member; `any` for any.',
  );

/** The members that can be disputed, at any depth, with what each is. */
function namesOfMembers(input: TSchema): Record<string, string> {
  const names: Record<string, string> = { any: 'Any member.' };
  const collect = (schema: TSchema): void => {
    const { items, properties } = resolve(schema);
    if (items) collect(items);
    for (const [name, member] of Object.entries<TSchema>(properties ?? {})) {
      if (WITHOUT_ALTERNATIVES.includes(name)) continue;
      names[name] ??= gistOf(member);
      collect(member);
    }
  };
  collect(input);
  return names;
}
