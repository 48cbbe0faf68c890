/** What single records say of a statement. */
import type { BearingCitation } from '../../model/check/bearing.js';
import { type Verdict, verdictOf } from '../../model/check/verdict.js';
import type { Clock } from '../../model/stages/clock.js';
import type { MilestoneStage } from '../../model/stages/stages.js';
import type { Related } from '../../register/definition.js';
import { type AskedEvent, weighEvent } from '../../resources/events/check.js';
import type { EventDocument } from '../../resources/events/schema.js';
import { weighPartnership } from '../../resources/partnerships/check.js';
import type { Who } from '../../resources/partnerships/membership.js';
import type { PartnershipDocument } from '../../resources/partnerships/schema.js';
import type { Check, Evidence } from './schema.js';

/** What a record says of a statement. */
export interface Saying {
  verdict: Verdict;
  /** How many of its milestones might carry the statement, or whether the event might. */
  possible: number;
  undated: number;
  /** Put together for the records that decide alone. */
  details(): Details;
}

export interface Details {
  shown: Check['shown'];
  because: Bearing[];
  against: Bearing[];
  /** Whether all words behind what is shown may hedge it. */
  isHedged: boolean;
  /** What is not known of the record. */
  unknowns: Check['unknowns'];
}

/** A citation of a record, with what it is a citation of. */
export interface Bearing extends BearingCitation {
  of: Pick<Evidence, 'record' | 'id' | 'stage' | 'polarity'>;
}

/** Undefined when nothing about the partnership had surely been published. */
export function sayingOfPartnership(
  id: string,
  document: PartnershipDocument,
  related: Related,
  claimed: MilestoneStage,
  who: Who,
  clock: Clock,
): Saying | undefined {
  const weight = weighPartnership(document, related, claimed, who, clock);
  if (!weight) return undefined;
  const { stage, first, because, against, possible, undated } = weight;
  const record = 'partnership';
  const ofRecord = (bearing: BearingCitation): Bearing => {
    const [, list, index] = bearing.pointer.split('/');
    const milestone = list === 'milestones' ? document.milestones[Number(index)] : undefined;
    const says = milestone && { stage: milestone.stage, polarity: milestone.polarity ?? 'affirmed' };
    return { ...bearing, of: { record, id, ...says } };
  };
  return {
    verdict: verdictOf(weight),
    possible: possible.length,
    undated: undated.length,
    details: () => {
      const behind = because().map(ofRecord);
      return {
        shown: first && { record, id, stage, date: first.date },
        because: behind,
        against: against().map(ofRecord),
        isHedged: behind.every(({ pointer }) => isHedged(document, pointer)),
        unknowns: (document.unknowns ?? []).map((one) => ({ record, id, ...one })),
      };
    },
  };
}

/** Whether there is a notice of a citation, which names its milestone by id. */
function isHedged({ milestones, notices = [] }: PartnershipDocument, pointer: string): boolean {
  const [, , index, ...rest] = pointer.split('/');
  const noted = `/milestones/${milestones[Number(index)]?.id}/${rest.join('/')}`;
  return notices.some((notice) => notice.code === 'hedged_quote' && notice.pointer === noted);
}

export function sayingOfEvent(
  id: string,
  document: EventDocument,
  related: Related,
  asked: AskedEvent,
  clock: Clock,
): Saying {
  const weight = weighEvent(document, related, asked, clock);
  const record = 'event';
  const ofRecord = (bearing: BearingCitation): Bearing => ({ ...bearing, of: { record, id } });
  return {
    verdict: verdictOf(weight),
    possible: Number(weight.answer === 'possible'),
    undated: Number(weight.answer === 'undated'),
    details: () => ({
      shown: weight.shown === 'nothing' ? undefined : { record, id, kind: document.kind, date: weight.date },
      because: weight.because.map(ofRecord),
      against: weight.against.map(ofRecord),
      isHedged: false,
      unknowns: (document.unknowns ?? []).map((one) => ({ record, id, ...one })),
    }),
  };
}
