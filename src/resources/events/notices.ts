/** What doesn't add up in an event. */
import type { UncertainDate } from '../../model/dates/uncertain-date.js';
import type { CitationInput } from '../../model/evidence/citation.js';
import type { Notice } from '../../model/notice.js';
import type { Related } from '../../register/definition.js';
import { daysPublished } from '../../register/document/evidence.js';

/** The notices of an event that is completed but for them. */
export function noticesOf(date: UncertainDate, citations: readonly CitationInput[], related: Related): Notice[] {
  const { edtf, earliest, latest } = date;
  const notices: Notice[] = [];
  const published = publishedBy(citations, related);
  if (earliest !== undefined && published !== undefined && earliest > published)
    notices.push({
      code: 'dated_after_sources',
      pointer: '/date',
      detail:
        `it is dated ${edtf}, and all its sources were published by ${published}, so they can only announce it: ` +
        'look at the date or, once it has happened, cite a source that reports it',
    });
  if (latest !== undefined && latest < '1900-01-01')
    notices.push({
      code: 'before_1900',
      pointer: '/date',
      detail: `it is dated ${edtf}, which is before 1900: look at the century`,
    });
  return notices;
}

/** The day by which all sources were surely published; undefined when that is not known of each. */
function publishedBy(citations: readonly CitationInput[], related: Related): string | undefined {
  let last: string | undefined;
  for (const { source } of citations) {
    const { latest } = daysPublished(source, related.get);
    if (latest === undefined) return undefined;
    if (last === undefined || latest > last) last = latest;
  }
  return last;
}
