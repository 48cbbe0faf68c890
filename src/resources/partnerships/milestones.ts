/** Completes milestones: their ids, which stay the same through edits, and their dates. */
import { isDeepStrictEqual } from 'node:util';
import { sha256 } from '../../model/hash.js';
import { isMembers, type Members } from '../../model/members.js';
import type { Finding } from '../../model/refusal.js';
import type { Milestone } from '../../model/stages/milestone.js';
import type { Related } from '../../register/definition.js';
import { dateOfEvent, dateOrDefault } from '../../register/document/evidence.js';
import type { WrittenMilestone } from './schema.js';

/**
 * A milestone that is sent back with its id keeps it. Any other gets an id made from its content, so that the same
 * milestone has the same id in every register.
 */
export function completeMilestones(
  milestones: readonly WrittenMilestone[],
  before: Members | undefined,
  related: Related,
  sent: ReadonlyMap<string, Members>,
  findings: Finding[],
): Milestone[] {
  const former = new Map(formerMilestones(before).map((milestone) => [String(milestone.id), milestone]));
  const kept = new Map<number, string>();
  for (const index of milestones.keys()) {
    const id = sent.get(`/milestones/${index}`)?.id;
    if (typeof id === 'string' && former.has(id) && ![...kept.values()].includes(id)) kept.set(index, id);
  }
  const used = new Set(kept.values());
  return milestones.map((milestone, index) => {
    const known = kept.get(index);
    const date = dateOrDefault(milestone.date, milestone, known === undefined ? undefined : former.get(known), related);
    const event = date.basis === 'event' ? dateOfEvent(milestone.event, related) : undefined;
    if (date.basis === 'event' && !isDeepStrictEqual(date, event))
      findings.push({
        pointer: `/milestones/${index}/date/basis`,
        code: 'contradictory_date',
        detail: event
          ? `the event is dated ${event.edtf}: leave the date out to follow it, or write the basis of this one`
          : 'there is no event with a date: write the basis of this one',
      });
    const id = known ?? unused(fingerprint({ ...milestone, date }), used);
    used.add(id);
    const { stage, polarity, date: _written, ...rest } = milestone;
    return { id, stage, ...(polarity && { polarity }), date, ...rest };
  });
}

function formerMilestones(before: Members | undefined): Members[] {
  const milestones = before?.milestones;
  return Array.isArray(milestones) ? milestones.filter(isMembers) : [];
}

function fingerprint({ stage, polarity = 'affirmed', date, event, citations }: WrittenMilestone): string {
  const quoted = citations.map(({ source, quote }) => [source, quote ?? '']);
  const said = [stage, polarity, date?.edtf ?? '', date?.text ?? '', event ?? '', quoted];
  return `m-${sha256(JSON.stringify(said)).slice(0, 8)}`;
}

function unused(id: string, used: ReadonlySet<string>): string {
  if (!used.has(id)) return id;
  let number = 2;
  while (used.has(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}
