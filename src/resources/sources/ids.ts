/** What the id of a source without a title is made from: who published it, or where, and when. */
import { boundsOf } from '../../model/dates/uncertain-date.js';
import { slug } from '../../model/words/folding.js';
import type { SourceMembers } from './schema.js';

const MAX_LENGTH = 80;

/** The publisher and the day, else the name that is printed and the day, else the host of the address and the day. */
export function idsWithoutTitle({ publisher, publisher_name, url, published }: Partial<SourceMembers>) {
  const when = knownPart(published);
  return [publisher, publisher_name, hostOf(url)].map((name) => {
    const base = name === undefined ? undefined : slug(name);
    return base === undefined ? undefined : `${base.slice(0, MAX_LENGTH - 1 - when.length)}-${when}`;
  });
}

/** The day of a date, or else its month or year, as far as it is known. */
function knownPart(date: SourceMembers['published']): string {
  const { earliest = '', latest = '' } = boundsOf(date);
  const known = ['YYYY-MM-DD', 'YYYY-MM', 'YYYY'].map(({ length }) => earliest.slice(0, length));
  return known.find((part) => part !== '' && latest.startsWith(part)) ?? '';
}

const hostOf = (url: string | undefined): string | undefined =>
  url === undefined || !URL.canParse(url) ? undefined : new URL(url).hostname.replace(/^www\./, '');
