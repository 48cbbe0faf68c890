/** What a partnership has to be: who its principals are, and that no instrument is further than its milestones. */

import type { Finding } from '../../model/refusal.js';
import type { MilestoneInput } from '../../model/stages/milestone.js';
import { rankOf } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import type { Instrument, WrittenMilestone } from './schema.js';

/** Two different principals or signatories at least, each somebody who can be held to it. */
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

/** The milestone without which an instrument of the status can't be. */
const NEEDED: Partial<Record<Instrument['status'], 'signed' | 'in_force'>> = {
  signed: 'signed',
  ratified: 'signed',
  in_force: 'in_force',
};

/** An instrument that is concluded needs an affirmed milestone that says so; the finding holds the one to add. */
export function checkInstruments(
  instruments: readonly Instrument[],
  milestones: readonly WrittenMilestone[],
): Finding[] {
  const affirmed = milestones.filter(({ polarity }) => polarity !== 'negated');
  const furthest = Math.max(0, ...affirmed.map(({ stage }) => rankOf(stage)));
  return instruments.flatMap(({ status, date, citations }, index): Finding[] => {
    const stage = NEEDED[status];
    if (stage === undefined || furthest >= rankOf(stage)) return [];
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
