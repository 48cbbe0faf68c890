/** How many independent voices a record rests on: computed from what it cites, indexed, and asked for. */
import type { Citation } from '../model/evidence/citation.js';
import { type Corroboration, corroborationOf } from '../model/evidence/corroboration.js';
import type { Published } from '../model/evidence/voices.js';
import { type Members, memberOf } from '../model/members.js';
import { Refusal } from '../model/refusal.js';
import { Type } from '../model/schema.js';
import type { Condition, Filter, FilterValues, IndexTerm, Related } from '../register/definition.js';

/**
 * What citations add up to, by their sources as they will stand.
 * @param isDisputed whether somebody says otherwise
 */
export const corroborate = (
  citations: readonly Pick<Citation, 'source' | 'status'>[],
  isDisputed: boolean,
  related: Related,
): Corroboration =>
  corroborationOf(citations, isDisputed, (id) => {
    const source = related.get('source', id);
    return source && publishedIn(source);
  });

const publishedIn = ({ publisher, publisher_name, attributed_to, derived_from }: Members): Published => ({
  ...(typeof publisher === 'string' && { publisher }),
  ...(typeof publisher_name === 'string' && { publisher_name }),
  attributed_to: textsIn(attributed_to),
  derived_from: textsIn(Array.isArray(derived_from) ? derived_from.map((one) => memberOf(one, 'source')) : []),
});

const textsIn = (list: unknown): string[] => (Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []);

/** What the computed member of a record follows from, for who wants to write it. */
export const CORROBORATION = 'it follows from the citations, and from the publishers and origins of their sources';

/** The most that is asked for; records with more voices are found by this number, too. */
const MAX_ASKED = 100;

const VOICES = 'voices';
/** So many or more. */
const orMore = (count: number): string => `${count}+`;

/**
 * The number of voices and, from two on, each number that there are at least.
 * @param corroboration absent in a document of before there was any
 */
export function corroborationTerms(corroboration: Corroboration | undefined): IndexTerm[] {
  if (!corroboration) return [];
  const { independent } = corroboration;
  const atLeast = Array.from({ length: Math.min(independent, MAX_ASKED) }, (_, index) => index + 1).slice(1);
  return [
    ...(independent <= MAX_ASKED ? [[VOICES, `${independent}`] satisfies IndexTerm] : []),
    ...atLeast.map((count): IndexTerm => [VOICES, orMore(count)]),
  ];
}

const asked = (description: string): Filter['schema'] =>
  Type.Integer({ description, format: 'int32', minimum: 1, maximum: MAX_ASKED, examples: [1] });

/** Both together are one condition. */
export const corroborationFilters: Record<'min_independent' | 'max_independent', Filter> = {
  min_independent: {
    schema: asked('Only what rests on so many independent voices or more.'),
    conditions: (_values, all) => [conditionOf(all)],
  },
  max_independent: {
    schema: asked('Only what rests on so many independent voices at most: with 1, on a single voice.'),
    conditions: (_values, all) => (all.min_independent ? [] : [conditionOf(all)]),
  },
};

function conditionOf({ min_independent, max_independent }: FilterValues): Condition {
  const min = Number(min_independent?.[0] ?? 0);
  if (max_independent === undefined) return { filter: VOICES, anyOf: min === 1 ? ['1', orMore(2)] : [orMore(min)] };
  const max = Number(max_independent[0]);
  if (min > max) {
    const detail = `at most ${max} voices are never ${min} or more: max_independent is not below min_independent`;
    const errors = [{ parameter: 'max_independent', code: 'out_of_range' as const, detail }];
    throw new Refusal('invalid_parameter', detail, { errors });
  }
  return { filter: VOICES, anyOf: Array.from({ length: max - min + 1 }, (_, index) => `${min + index}`) };
}
