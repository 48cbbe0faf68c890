/** What is cited, in the terms that all styles share, and the footnote that says it in words. */
/** A document or record, as somebody cites it. */
export interface Work {
  /** What it is: event, news article. */
  kind: string;
  title?: string | undefined;
  /** Who published it, the first of whom is named first. */
  publishers: readonly string[];
  /** When it was published, in EDTF or in the words of the source. */
  date?: string | undefined;
  url?: string | undefined;
  /** When it was last read there. */
  accessed?: string | undefined;
}

/** A source that stands behind a record. */
export interface Backing extends Work {
  /** Words that it is cited for. */
  quote?: string | undefined;
}

/** A record at a revision, and what backs it. */
export interface Cited {
  /** A key that no other record and no other revision has. */
  key: string;
  record: string;
  id: string;
  revision: number;
  /** The day on which the revision was written. */
  revised: string;
  /** The address of the revision. */
  address: string;
  /** The source itself, when it is one; otherwise the record, which the register published. */
  work: Work;
  sourceKind?: string;
  backing: readonly Backing[];
  /** How many more sources there are than are named. */
  more: number;
}

export const REGISTER = 'Entente';

export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** Year, month and day of a date, as far as it says them and nothing else. */
export function partsOf(date: string | undefined): number[] | undefined {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date ?? '')?.slice(1);
  return parts?.filter((part) => part !== undefined).map(Number);
}

/** A date in words: 2 August 2025. What says more or less than a day, month or year stays as it is. */
function inWords(date: string): string {
  const [year, month, day] = partsOf(date) ?? [];
  if (year === undefined) return date;
  return [day, month === undefined ? undefined : MONTHS[month - 1], date.slice(0, 4)]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** A work as a footnote names it: who, what, when, where. */
const named = ({ kind, title, publishers, date, url, accessed }: Work): string =>
  [
    ...(publishers.length > 0 ? [publishers.join(' and ')] : []),
    ...(title === undefined ? [kind] : [`“${title}”`]),
    ...(date === undefined ? [] : [inWords(date)]),
    ...(url === undefined ? [] : [url]),
    ...(accessed === undefined ? [] : [`accessed ${inWords(accessed)}`]),
  ].join(', ');

/** Which state of which record is cited. */
const stateOf = ({ record, id, revision, revised }: Cited): string =>
  `${record} “${id}”, revision ${revision} of ${inWords(revised)}`;

const backingOf = ({ backing, more }: Cited): string =>
  [
    ...backing.map((one) => named(one) + (one.quote === undefined ? '' : `: “${one.quote}”`)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('; ');

/** What stands beside title, publisher and date: the revision, and what backs it. */
export function noteOf(cited: Cited): string {
  const isSource = cited.sourceKind !== undefined;
  const state = isSource ? `${REGISTER}, ${stateOf(cited)}, ${cited.address}` : stateOf(cited);
  return cited.backing.length === 0 ? state : `${state}. Backed by ${backingOf(cited)}`;
}

/** The footnote. */
export function footnoteOf(cited: Cited): string {
  const { work, address } = cited;
  if (cited.sourceKind !== undefined) return `${named(work)}. ${noteOf(cited)}.\n`;
  const backed = cited.backing.length === 0 ? '' : ` Backed by ${backingOf(cited)}.`;
  const what = work.title === undefined ? '' : `“${work.title}”, `;
  return `${REGISTER}, ${what}${stateOf(cited)}, ${address}.${backed}\n`;
}
