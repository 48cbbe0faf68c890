/** What is not known of a record, as events, partnerships and sources share it: which days count, and what sources leave open. */
import { isUndated } from '../model/dates/edtf.js';
import { boundsOf, type UncertainDate } from '../model/dates/uncertain-date.js';
import { type Members, memberOf } from '../model/members.js';
import { limited } from '../model/notice.js';
import { ref } from '../model/schema.js';
import { type Unknown, UnknownCode } from '../model/unknown.js';
import { anyOf, type Draft, type Filter, type IndexTerm, type Related } from '../register/definition.js';
import { publicationOf } from '../register/document/evidence.js';

/** A stretch of time whose first day is known. */
const BEGINS_ON_A_DAY = /^\d{4}-\d{2}-\d{2}[~?%]?\//;

/** Whether a date says the day, or the day on which something began. */
export const saysDay = ({ precision, edtf = '' }: UncertainDate): boolean =>
  precision === 'day' || BEGINS_ON_A_DAY.test(edtf);

/** What is not known of a source. */
export function unknownsOfSource(source: Members): Unknown[] {
  const { publisher, publisher_name, text_sha256 } = source;
  const unknowns: Unknown[] = [];
  if (publisher === undefined && publisher_name === undefined)
    unknowns.push({ code: 'publisher_not_named', pointer: '/publisher' });
  if (isUndated(boundsOf(publicationOf(source)))) unknowns.push({ code: 'source_undated', pointer: '/published' });
  if (text_sha256 === undefined) unknowns.push({ code: 'text_not_held', pointer: '' });
  return unknowns;
}

/** The same of all sources that a record cites: of each once, at the first citation of it. */
export function unknownsOfSources({ cited, related }: Pick<Draft<object>, 'cited' | 'related'>, document: object) {
  const seen = new Set<string>();
  return cited.flatMap(({ citation: { source: id }, pointer }): Unknown[] => {
    const source = seen.has(id) ? undefined : related.get('source', id);
    seen.add(id);
    if (!source) return [];
    return unknownsOfSource(source).map(({ code }) => ({ code, pointer: withEntryId(document, pointer) }));
  });
}

/** A pointer in which the entry of the record's list goes by its id: /milestones/m-1f0c9a3e/citations/0. */
function withEntryId(document: object, pointer: string): string {
  const [, list = '', index = '', ...others] = pointer.split('/');
  const id = memberOf(memberOf(memberOf(document, list), index), 'id');
  return typeof id === 'string' ? ['', list, id, ...others].join('/') : pointer;
}

/** Whether a party that has a name of its own signed something at an event. */
export function hasNamedSignatory({ parties, unknowns }: Members, { get }: Related): boolean {
  // A whole event says itself when its signatories are only described; they need not be loaded.
  if (listOf(unknowns).some((one) => memberOf(one, 'code') === 'signatory_not_named')) return false;
  return listOf(parties).some((one) => {
    const { kind, named } = get('party', String(memberOf(one, 'party'))) ?? {};
    return memberOf(one, 'role') === 'signatory' && kind !== 'unnamed_group' && named !== false;
  });
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The member of a document; absent when nothing is unknown. */
export const withUnknowns = (unknowns: readonly Unknown[]): { unknowns?: Unknown[] } =>
  unknowns.length > 0 ? { unknowns: limited(unknowns) } : {};

/** Index terms of what is not known. */
export const missingTerms = (unknowns: readonly Unknown[] = []): IndexTerm[] =>
  unknowns.map(({ code }): IndexTerm => ['missing', code]);

export const missingFilter = (collection: string): Filter =>
  anyOf(ref(UnknownCode), `Only ${collection} of which this is not known.`);

/** What to write instead of `unknowns`. */
export const UNKNOWNS = 'they follow from what the record and its sources say';
