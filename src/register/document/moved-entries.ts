/** Alternatives name entries that have no ids by their positions. When a patch moves such an entry, they follow it. */
import { isDeepStrictEqual } from 'node:util';
import { namesIn } from '../../model/json/pointer.js';
import { isMembers, memberOf } from '../../model/members.js';
import { type Finding, refuseFindings } from '../../model/refusal.js';
import { asToken } from '../../model/validation.js';
import { nameOfEntry } from './alternatives.js';

/**
 * The patched record, with alternatives that are about the same entries as before. Refuses one whose entry is gone while
 * another has come to stand in its place: it would be about that one without a word.
 */
export function withAlternativesFollowed(before: unknown, patched: unknown): unknown {
  const alternatives = memberOf(patched, 'alternatives');
  if (!isMembers(patched) || !Array.isArray(alternatives)) return patched;
  const findings: Finding[] = [];
  const followed = alternatives.map((alternative: unknown) => {
    const names = namesIn(String(memberOf(alternative, 'member')));
    const [list = '', position = '', ...rest] = names;
    const [was, is] = [before, patched].map((record) => memberOf(record, list));
    if (!isMembers(alternative) || !Array.isArray(was) || !Array.isArray(is)) return alternative;
    const at = was.map(nameOfEntry).indexOf(position);
    // Those with a name of their own are found by it wherever they stand.
    if (`${at}` !== position) return alternative;
    const [entry, stands]: unknown[] = [was[at], is[at]];
    const isSame = (one: unknown) => isDeepStrictEqual(one, entry);
    if (isSame(stands)) return alternative;
    const moved = is.findIndex(isSame);
    if (moved >= 0) return { ...alternative, member: ['', list, moved, ...rest].join('/') };
    if (was.some((one: unknown) => isDeepStrictEqual(one, stands))) {
      const detail = `entry ${position} is gone, and the alternative for /${names.map(asToken).join('/')} is about it: send alternatives as they should be, too`;
      findings.push({ pointer: `/${list}`, code: 'unknown_entry', detail });
    }
    return alternative;
  });
  refuseFindings(findings);
  return { ...patched, alternatives: followed };
}
