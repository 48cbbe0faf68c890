/** What an event has to say about a statement that such an event happened. */
import { type BearingCitation, bearingOf, type Other, othersOf } from '../../model/check/bearing.js';
import type { Weight } from '../../model/check/verdict.js';
import type { UncertainDate } from '../../model/dates/uncertain-date.js';
import { unitedDate } from '../../model/dates/united.js';
import { memberOf } from '../../model/members.js';
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

/** What was asked: whether an event of one of these kinds happened, with all of some parties and one of others, about a topic. */
export interface AskedEvent {
  kinds: readonly string[];
  all: readonly string[];
  any: readonly string[];
  topics: readonly string[];
}

export function weighEvent(
  document: EventDocument,
  related: Related,
  asked: AskedEvent,
  { trueOn, publishedUntil }: Clock,
): EventWeight {
  const publishedBy = publicationsOf((source) => daysPublished(source, related.get), publishedUntil);
  const isPublished = ({ citation }: BearingCitation) => publishedBy([citation.source]) === 'certain';
  const versions = otherDates('/date', document.alternatives).filter((one) => mayBe(publishedBy(one.sources)));
  const date = unitedDate(
    document.date,
    versions.map((one) => one.date),
  );
  const answer = leastOf([publishedBy(document.citations.map(({ source }) => source)), untilDay(date, trueOn)]);
  const against = othersOf(document, isPublished)
    .filter((one) => isAgainst(document, one, asked))
    .flatMap(({ bearing }) => bearing);
  const isLost = document.citations.every(({ status }) => status === 'stale');
  return {
    answer,
    date,
    shown: answer === 'certain' ? 'as_much' : 'nothing',
    isGainsaid: answer === 'certain' && (isLost || against.length > 0),
    because: answer === 'certain' ? bearingOf('/citations', document.citations).filter(isPublished) : [],
    against: answer === 'certain' ? against : [],
  };
}

/** Whether the event would not be one of those that were asked for if it were as an alternative says. */
function isAgainst(
  { parties = [], topics = [] }: EventDocument,
  { member, value }: Other,
  { kinds, all, any, topics: askedTopics }: AskedEvent,
): boolean {
  if (member === '/kind') return typeof value !== 'string' || !kinds.includes(value);
  if (member === '/outcome') return kinds.every((kind) => kind === 'signing') && value !== 'agreement_signed';
  const [, list, entry, part] = member.split('/');
  if (entry === undefined) return false;
  const others = <T extends string>(names: readonly T[], instead: unknown) => [
    ...names.filter((name) => name !== entry),
    ...(typeof instead === 'string' ? [instead] : []),
  ];
  if (list === 'parties' && (part === undefined || part === 'party')) {
    const instead = part === undefined ? memberOf(value, 'party') : value;
    const named = others(
      parties.map(({ party }) => party),
      instead,
    );
    return !all.every((one) => named.includes(one)) || (any.length > 0 && !any.some((one) => named.includes(one)));
  }
  if (list === 'topics' && askedTopics.length > 0) {
    const named = others(topics, value);
    return !askedTopics.some((one) => named.includes(one));
  }
  return false;
}
