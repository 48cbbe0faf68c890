/** What an event has to say about a statement that such an event happened. */
import type { BearingCitation } from '../../model/check/bearing.js';
import type { Weight } from '../../model/check/verdict.js';
import type { UncertainDate } from '../../model/dates/uncertain-date.js';
import { unitedDate } from '../../model/dates/united.js';
import { type Answer, type Clock, leastOf, mayBe, publicationsOf, untilDay } from '../../model/stages/clock.js';
import type { Related } from '../../register/definition.js';
import { otherDates } from '../../register/document/alternatives.js';
import { daysPublished } from '../../register/document/evidence.js';
import type { EventDocument } from './schema.js';

export interface EventWeight extends Weight {
  /** Whether it had happened, and had been reported, by the clocks. */
  answer: Answer;
  /** When it happened, by all versions that may have been published. */
  date: UncertainDate;
  because: BearingCitation[];
  against: BearingCitation[];
}

/** Members that decide what an event is. */
const DECISIVE = /^\/(kind|outcome|parties|topics)(\/|$)/;

export function weighEvent(document: EventDocument, related: Related, { trueOn, publishedUntil }: Clock): EventWeight {
  const publishedBy = publicationsOf((source) => daysPublished(source, related.get), publishedUntil);
  const bearing = (list: string, citations: readonly BearingCitation['citation'][]) =>
    citations.flatMap((citation, index) =>
      publishedBy([citation.source]) === 'certain' ? [{ pointer: `${list}/${index}`, citation }] : [],
    );
  const versions = otherDates('/date', document.alternatives).filter((one) => mayBe(publishedBy(one.sources)));
  const date = unitedDate(
    document.date,
    versions.map((one) => one.date),
  );
  const answer = leastOf([publishedBy(document.citations.map(({ source }) => source)), untilDay(date, trueOn)]);
  const against = (document.alternatives ?? []).flatMap(({ member, rank, citations }, index) =>
    rank === 'normal' && DECISIVE.test(member) ? bearing(`/alternatives/${index}/citations`, citations) : [],
  );
  const isLost = document.citations.every(({ status }) => status === 'stale');
  return {
    answer,
    date,
    shown: answer === 'certain' ? 'as_much' : 'nothing',
    isGainsaid: answer === 'certain' && (isLost || against.length > 0),
    because: answer === 'certain' ? bearing('/citations', document.citations) : [],
    against: answer === 'certain' ? against : [],
  };
}
