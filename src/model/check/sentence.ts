/** The answer to a check as one sentence of plain English, from fixed templates, that could be printed as it stands. */
import type { UncertainDate } from '../dates/uncertain-date.js';
import { possibleRanges, spanOf } from '../dates/united.js';
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
  /** Independent voices for it, and against it. */
  independent: number;
  against: number;
  /** What is to be said of the words for it. */
  reservation?: 'hedged' | 'unquoted' | undefined;
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

/** What parties took part in, or were the subject of. */
export const eventClaim = (subject: Subject, kinds: readonly (keyof typeof EVENT_PHRASES)[]): string => {
  const what = inWords(
    kinds.map((kind) => EVENT_PHRASES[kind]),
    'or',
  );
  const isOne = subject.all.length + Math.min(subject.any.length, 1) === 1;
  return `${partiesOf(subject)} ${isOne ? 'was' : 'were'} involved in ${what}${about(subject)}`;
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

/** Of more stretches than this, first and last day alone are told. */
const MAX_STRETCHES = 4;

const YEAR_LENGTH = 4;

/** A date as it follows what happened. */
export function dateInWords({ edtf = '', earliest, latest }: UncertainDate): string {
  if (earliest === undefined && latest === undefined) return 'on a day that is not stated';
  const stretches = possibleRanges({ edtf });
  const told = stretches.length > MAX_STRETCHES ? [{ earliest, latest }] : stretches;
  return `${/[~?%]/.test(edtf) ? 'perhaps ' : ''}${inWords(told.map(stretchInWords), 'or')}`;
}

function stretchInWords({ earliest, latest }: { earliest?: string | undefined; latest?: string | undefined }): string {
  if (earliest === undefined || latest === undefined)
    return latest === undefined ? `on ${dayInWords(earliest ?? '')} or later` : `by ${dayInWords(latest)}`;
  const span = spanOf({ earliest, latest });
  if (span === earliest) return `on ${dayInWords(span)}`;
  if (span?.length === YEAR_LENGTH) return `in ${Number(span)}`;
  if (span !== undefined) return `in ${monthFormat.format(new Date(span))}`;
  return `between ${dayInWords(earliest)} and ${dayInWords(latest)}`;
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

const RESERVATIONS = { hedged: ', whose words may hedge it', unquoted: ', whose words are not quoted' };

function clauseOf({
  verdict,
  claim,
  shown,
  date,
  independent,
  against,
  reservation,
  isPossible,
}: Omit<SentenceInput, 'clock'>): string {
  const when = date === undefined ? '' : ` ${dateInWords(date)}`;
  const voices = `according to ${counted(independent, 'independent source')}${reservation ? RESERVATIONS[reservation] : ''}`;
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
        : `it is contested that ${claim}: ${counted(independent, 'independent source')} for it, ${counted(against, 'independent source')} against it`;
    case 'contradicted':
      return `it is contradicted that ${claim}: ${counted(against, 'independent source')} ${say} otherwise${instead}`;
    case 'overstated':
      return `it is not shown that ${claim}${instead}`;
    case 'not_shown':
      return `it is not shown that ${claim}${isPossible ? ', though it may be so' : ''}${instead}`;
  }
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
