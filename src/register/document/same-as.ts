/** Citations that are written as the same as one of the record's own (`same_as`): they are stored as complete as any. */
import type { CitationInput } from '../../model/evidence/citation.js';
import { isMembers, type Members } from '../../model/members.js';
import type { Finding } from '../../model/refusal.js';
import type { TSchema } from '../../model/schema.js';
import { componentFinder, visitSchema } from './visit.js';

const findCitations = componentFinder(['CitationInput']);

/** What may be written of a citation; the schema asks for neither the source nor `same_as`. */
type Written = Partial<CitationInput> & { same_as?: number };

/**
 * The members with a copy of what each `same_as` names; as they are when there is none.
 * @param members valid by the schema
 */
export function withCopiedCitations(input: TSchema, members: Members, findings: Finding[]): Members {
  let copies = false;
  findCitations(input, members, (_component, citation, pointer) => {
    if (!isMembers(citation)) return;
    if ('same_as' in citation) copies = true;
    else if (citation.source === undefined)
      findings.push({
        pointer: `${pointer}/source`,
        code: 'required',
        detail: 'source is required; or same_as, when it is one of the citations of the record itself',
      });
  });
  if (!copies) return members;
  const own = Array.isArray(members.citations) ? members.citations : [];
  const copied = visitSchema(input, members, {
    CitationInput: (citation: Written, pointer) => {
      const { same_as, ...others } = citation;
      if (same_as === undefined) return citation;
      const fault = faultOf(same_as, others, pointer, own.length);
      if (!fault) return own[same_as];
      findings.push({ pointer: `${pointer}/same_as`, ...fault });
      return citation;
    },
  });
  return isMembers(copied) ? copied : members;
}

function faultOf(
  index: number,
  others: object,
  pointer: string,
  count: number,
): Pick<Finding, 'code' | 'detail'> | undefined {
  if (/^\/citations\/\d+$/.test(pointer)) {
    const detail =
      'this is a citation of the record itself: write its source; those of milestones and the like may name it';
    return { code: 'unknown_member', detail };
  }
  const [other] = Object.keys(others);
  if (other !== undefined)
    return { code: 'not_together', detail: `same_as stands alone: leave it out, or ${other} and all else` };
  if (index < count) return undefined;
  const detail =
    count === 0
      ? 'the record itself has no citations: write the source'
      : `the record itself has ${count === 1 ? 'one citation: it is 0' : `${count} citations: it is 0 to ${count - 1}`}`;
  return { code: 'out_of_range', detail };
}
