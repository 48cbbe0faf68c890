/** The rules of a partnership: who its principals can be, and which milestones its instruments need. */

import type { Finding } from '../../model/refusal.js';
import type { MilestoneInput } from '../../model/stages/milestone.js';
import { type MilestoneStage, rankOf } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { checkAliases, checkPeriods, checkRepetition } from '../entries.js';
import type { PartnershipMembers, WrittenInstrument, WrittenMilestone } from './schema.js';

/** At least two different principals or signatories, none of them media or unnamed groups. */
export function checkParties(parties: readonly { party: string; role: string }[], related: Related): Finding[] {
  const findings: Finding[] = [];
  const bound = new Set<string>();
  for (const [index, { party, role }] of parties.entries()) {
    if (role !== 'principal' && role !== 'signatory') continue;
    bound.add(party);
    const { kind, named } = related.get('party', party) ?? {};
    const what =
      kind === 'media' || kind === 'unnamed_group'
        ? `of the kind ${kind}`
        : named === false
          ? 'described but not named'
          : undefined;
    if (what)
      findings.push({
        pointer: `/parties/${index}/party`,
        code: 'ineligible_party',
        detail: `"${party}" is ${what}, and so can't be a ${role}; give it the role facilitator or observer`,
      });
  }
  if (bound.size < 2)
    findings.push({
      pointer: '/parties',
      code: 'too_few_parties',
      detail: 'a partnership has two different principals or signatories at least',
    });
  return findings;
}

/** What is said of parties, other names and other partnerships is said once, and in order. */
export function checkEntries(id: string, { parties, aliases, related = [] }: PartnershipMembers): Finding[] {
  return [
    ...checkPeriods('parties', parties),
    ...checkAliases(aliases),
    ...checkRepetition('parties', parties, ({ party, role, from, to }) => [party, role, from, to]),
    ...checkRepetition('related', related, ({ relation, partnership }) => [relation, partnership]),
    ...related.flatMap(({ relation, partnership }, index): Finding[] =>
      partnership === id
        ? [
            {
              pointer: `/related/${index}/partnership`,
              code: 'self_reference',
              detail: `a partnership has no such relation (${relation}) to itself`,
            },
          ]
        : [],
    ),
  ];
}

/** What an instrument says of itself doesn't contradict itself. */
export function checkQuantities(instruments: readonly WrittenInstrument[]): Finding[] {
  return instruments.flatMap(({ quantity, count }, index): Finding[] => {
    if (quantity === undefined || count === undefined || (quantity === 'one') === (count === 1)) return [];
    const detail = `${count === 1 ? 'one text is' : `${count} texts are`} not "${quantity}": write one of the two, or both alike`;
    return [{ pointer: `/instruments/${index}/count`, code: 'contradictory_quantity', detail }];
  });
}

/** The stage that a partnership has reached when an instrument of it has this status. */
export const STAGE_REACHED: Readonly<Record<WrittenInstrument['status'], MilestoneStage>> = {
  under_discussion: 'talks',
  drafted: 'talks',
  signed: 'signed',
  ratified: 'signed',
  in_force: 'in_force',
  suspended: 'suspended',
  terminated: 'ended',
};

export const isConcluded = ({ status }: Pick<WrittenInstrument, 'status'>): boolean =>
  status === 'signed' || status === 'ratified' || status === 'in_force';

/** A concluded instrument needs an affirmed milestone that says so; the finding holds the one to add. */
export function checkInstruments(
  instruments: readonly WrittenInstrument[],
  milestones: readonly WrittenMilestone[],
): Finding[] {
  const affirmed = milestones.filter(({ polarity }) => polarity !== 'negated');
  const furthest = Math.max(0, ...affirmed.map(({ stage }) => rankOf(stage)));
  return instruments.flatMap((instrument, index): Finding[] => {
    const { status, date, citations } = instrument;
    const stage = STAGE_REACHED[status];
    if (!isConcluded(instrument) || furthest >= rankOf(stage)) return [];
    const milestone: MilestoneInput = {
      stage,
      ...(date && {
        date: {
          ...(date.edtf !== undefined && { edtf: date.edtf }),
          ...(date.text !== undefined && { text: date.text }),
        },
      }),
      citations: citations.map(({ end: _end, status: _status, ...written }) => written),
    };
    const detail = `an instrument that is ${status} needs an affirmed milestone of the stage ${stage}; if its sources say so, add ${JSON.stringify(milestone)}`;
    return [{ pointer: `/instruments/${index}/status`, code: 'instrument_without_milestone', detail, milestone }];
  });
}
