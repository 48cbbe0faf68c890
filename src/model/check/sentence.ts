/** The answer to a check as one sentence of plain English, from fixed templates, that could be printed as it stands. */
import type { UncertainDate } from '../dates/uncertain-date.js';
import type { Stage } from '../stages/stages.js';
import { EVENT_PHRASES, STAGE_PHRASES } from '../vocabulary/verdicts.js';
import type { Verdict } from './verdict.js';

/** What a sentence is made of. */
export interface SentenceInput {
  verdict: Verdict;
  /** Who and what, without a full stop: "Arcadia and Borduria signed an agreement". */
  claim: string;
  /** The same of what the certain evidence shows instead, if anything. */
  shown?: string | undefined;
  /** When that was. */
  date?: UncertainDate | undefined;
  /** Independent voices for it, and sources against it. */
  independent: number;
  against: number;
  /** Whether it may be so, on a day or by a source that may be later, or that nothing dates. */
  isPossible: boolean;
  clock: { trueOn?: string | undefined; publishedUntil?: string | undefined };
}

/** Who a statement is about, and what about. */
export interface Subject {
  /** The names of parties that all took part, and of those of which one at least did. */
  all: readonly string[];
  any: readonly string[];
  topics: readonly string[];
}

/** What parties did, by the stage that it led to. */
export const stageClaim = (subject: Subject, stage: Stage): string =>
  `${partiesOf(subject)} ${STAGE_PHRASES[stage]}${about(subject)}`;

/** What parties took part in. */
export const eventClaim = (subject: Subject, kinds: readonly (keyof typeof EVENT_PHRASES)[]): string => {
  const what = inWords(
    kinds.map((kind) => EVENT_PHRASES[kind]),
    'or',
  );
  return `${partiesOf(subject)} took part in ${what}${about(subject)}`;
};

const partiesOf = ({ all, any }: Subject): string =>
  inWords([...all, ...(any.length > 0 ? [inWords(any, 'or')] : [])], 'and');

const about = ({ topics }: Subject): string =>
  topics.length === 0
    ? ''
    : ` about ${inWords(
        topics.map((topic) => topic.replaceAll('_', ' ')),
        'or',
      )}`;

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const inWords = (items: readonly string[], last: 'and' | 'or'): string =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;

const counted = (count: number, noun: string): string => `${NUMBERS[count] ?? count} ${noun}${count === 1 ? '' : 's'}`;

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const dayInWords = (day: string): string => dayFormat.format(new Date(day));

/** A date as it follows what happened. */
export function dateInWords({ edtf = '', earliest, latest, precision }: UncertainDate): string {
  const about = /[~?%]$/.test(edtf) ? 'perhaps ' : '';
  if (earliest === undefined && latest === undefined) return 'on a day that is not stated';
  if (earliest === undefined || latest === undefined)
    return latest === undefined ? `on ${dayInWords(earliest ?? '')} or later` : `by ${dayInWords(latest)}`;
  if (earliest === latest) return `${about}on ${dayInWords(earliest)}`;
  if (precision === 'month') return `${about}in ${monthFormat.format(new Date(earliest))}`;
  if (precision === 'year') return `${about}in ${Number(earliest.slice(0, 4))}`;
  return `${about}between ${dayInWords(earliest)} and ${dayInWords(latest)}`;
}

export function sentenceOf({ clock, ...told }: SentenceInput): string {
  const { trueOn, publishedUntil } = clock;
  const by = [
    ...(publishedUntil === undefined ? [] : [`by what had been published until ${dayInWords(publishedUntil)}`]),
    ...(trueOn === undefined ? [] : [`as of ${dayInWords(trueOn)}`]),
  ].join(', ');
  const clause = clauseOf(told);
  const sentence = by === '' ? clause : `${by}: ${clause}`;
  // A name is spelled as it is, also at the beginning: "iFinex signed an agreement".
  return `${sentence.startsWith(told.claim) ? sentence : upper(sentence)}.`;
}

function clauseOf({
  verdict,
  claim,
  shown,
  date,
  independent,
  against,
  isPossible,
}: Omit<SentenceInput, 'clock'>): string {
  const when = date === undefined ? '' : ` ${dateInWords(date)}`;
  const voices = `according to ${counted(independent, 'independent source')}`;
  const instead = shown === undefined ? '' : `; what is shown is that ${shown}${when}, ${voices}`;
  const say = against === 1 ? 'says' : 'say';
  switch (verdict) {
    case 'supported':
      return `${claim}${when}, ${voices}`;
    case 'understated':
      return `it is shown that ${claim}, and more: ${shown}${when}, ${voices}`;
    case 'contested':
      // Nobody is against it where those for it have lost their words.
      return against === 0
        ? `it is contested that ${claim}: no source still has the words that were quoted for it`
        : `it is contested that ${claim}: ${counted(independent, 'independent source')} for it, ${counted(against, 'source')} against it`;
    case 'contradicted':
      return `it is contradicted that ${claim}: ${counted(against, 'source')} ${say} otherwise${instead}`;
    case 'overstated':
      return `it is not shown that ${claim}${instead}`;
    case 'not_shown':
      return `it is not shown that ${claim}${isPossible ? ', though it may be so' : ''}${instead}`;
  }
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
