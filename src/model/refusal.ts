/** Refusals of the register, as codes and messages; only the HTTP side maps them to a status. */
import type { Candidate } from './evidence/check.js';
import type { Passage } from './evidence/held-text.js';
import type { RecordName } from './ids.js';
import type { MilestoneInput } from './stages/milestone.js';
import type { KeyScope } from './vocabulary/key-scope.js';

/** One thing wrong with a request, and where. */
export interface Finding {
  /** JSON Pointer (RFC 6901) into the body. */
  pointer?: string;
  /** The name of a query or path parameter. */
  parameter?: string;
  /** The name of a header. */
  header?: string;
  code: FindingCode;
  /** What would be right. */
  detail: string;
  /** With `quote_not_found` and `quote_differs_in_form`: the passage of the text most like the quotation. */
  nearest?: Passage;
  /** With `quote_ambiguous`: where the words stand. */
  candidates?: Candidate[];
  /** With `instrument_without_milestone`: the milestone to add. */
  milestone?: MilestoneInput;
}

export interface Reference {
  record: RecordName;
  id: string;
}

/** A record, as a key of a map. */
export const keyOf = ({ record, id }: Reference): string => `${record}/${id}`;

/** The details of a refusal. */
export interface RefusalDetails {
  errors?: Finding[];
  /** The records that refer to the one to be deleted, the first hundred. */
  referenced_by?: Reference[];
  /** When the record was deleted, or the key revoked. */
  deleted_at?: string;
  /** The scope that the call needs. */
  scope?: KeyScope;
  /** The sequence of the last entry of the log. */
  sequence?: number;
}

/** A request that can't be met; thrown from anywhere, answered as a problem. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly details: RefusalDetails;

  constructor(code: ProblemCode, message: string, details: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** The database can't be read or written at the moment: it is locked, full, read-only or damaged. */
export class Unavailable extends Refusal {
  constructor(
    cause: unknown,
    message = 'The register cannot be read or written at the moment; nothing was changed. Try again.',
  ) {
    super('unavailable', message);
    this.cause = cause;
  }
}

/** More is asked for at once than there may be; the database itself is well. */
export class LimitReached extends Error {}

/** The maximum of findings in one refusal. */
export const MAX_FINDINGS = 100;

/** The refusal of a body in which something was found. */
export function invalid(errors: Finding[]): Refusal {
  const [first] = errors;
  const more =
    errors.length === 1 ? '' : `; and ${errors.length > MAX_FINDINGS ? 'at least ' : ''}${errors.length - 1} more`;
  return new Refusal('validation', `${first?.pointer || 'the body'}: ${first?.detail ?? ''}${more}`, {
    errors: errors.slice(0, MAX_FINDINGS),
  });
}

export function refuseFindings(errors: Finding[]): void {
  if (errors.length > 0) throw invalid(errors);
}

/** The kinds of problem, each with what it means and how to mend it. */
export const PROBLEMS = {
  malformed_request:
    'The request could not be read: its JSON, its bytes, its path or its length are broken. Nothing was looked at beyond that.',
  invalid_parameter:
    'A parameter of the query or path, or a header, has a value or a name that is not known; `errors` names each and what would be right.',
  validation:
    'The body was read, but what it says cannot be stored; `errors` lists every finding with a pointer to the member.',
  not_found: 'There is nothing at this address, and there never was a record with this id.',
  gone:
    'The record was deleted at `deleted_at`. Its history is kept under `/revisions`; a PUT without If-Match brings it back. ' +
    'Of a key: it was revoked then, and stays so.',
  redacted:
    'What the record said then was taken out of the register for good. Its history under `/revisions` says by whom, when and why.',
  method_not_allowed: 'The address exists, but not with this method; the Allow header lists those that do.',
  not_acceptable: 'The answer exists in none of the media types that the Accept header names.',
  already_exists:
    'The chosen id is taken, or was once: an id is never used for anything else again. Choose another, or read and replace the record.',
  still_referenced:
    'Other records refer to this one, so it cannot be deleted; `referenced_by` lists them. Change those first.',
  precondition_required:
    "Replacing, patching, reverting and deleting need If-Match with the ETag that you read, so that nobody's change is lost.",
  precondition_failed:
    'The record is not, or no longer, as the condition says. Read it again, look at what changed, and repeat with its ETag.',
  log_sequence_not_reached:
    'The log ends at `sequence`, before what Log-Sequence-Min asks for: the number is of another register, or from before a backup was brought back.',
  unsupported_media_type: 'The body is not of a media type that this operation takes; `detail` names the right one.',
  too_large:
    'The body is larger than is taken: 1 MiB for JSON, 8 MiB for a text or a certified answer; or the address and headers are longer than 160 KiB.',
  unauthorized:
    'The call needs an API key, or the one sent is not valid. Send `Authorization: Bearer` with a key that has the `scope`.',
  forbidden: 'The key is valid, but does not have the `scope` that the call needs.',
  rate_limited: 'Too many requests from this client; wait as many seconds as Retry-After says.',
  unavailable:
    'The register cannot answer at the moment; nothing was changed, unless `detail` says that it may have been. Try again after as many seconds as Retry-After says.',
  internal: "The service made a mistake. Nothing was changed. The server's log has the particulars.",
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** What can be wrong with one member, parameter or header. */
export const FINDINGS = {
  required: 'It must be there and is not.',
  unknown_member: 'No member has this name here.',
  unknown_parameter: 'No parameter has this name here.',
  wrong_type: 'It has another JSON type than it should; null is no value outside a merge patch.',
  pattern: 'Its characters are not those that are allowed here, or none of them can be seen.',
  format: 'It is not what its format says: not a date, an address, a language tag.',
  unknown_value: 'It is none of the listed values.',
  out_of_range: 'It is too long, too short, too large or too small, or there are too many or too few of them.',
  duplicate:
    'The same entry stands in the list twice, the same member in its object, or the same parameter in the query.',
  unknown_reference: 'It names a record that does not exist.',
  unknown_entry: 'It names an entry that its list does not have.',
  self_reference: 'It names the record itself.',
  circular_reference: 'It leads back to the record itself, by way of others.',
  id_mismatch: 'It differs from the id in the address; an id never changes.',
  computed_member: 'The service computes it, so it cannot be written.',
  contradictory_date: 'The parts of the date contradict each other, or it ends before it begins.',
  quote_not_found:
    "The source's text does not hold these words, or only inside of other words: a quotation begins and ends where words, " +
    'numbers and grapheme clusters do (UAX #29).',
  quote_differs_in_form:
    'The text has these words with other quotation marks, dashes, spaces, soft hyphens, line breaks, ligatures or composed ' +
    'letters; `nearest` has them as they stand there, and `?quotes=adopt` takes them.',
  quote_without_words: 'The quotation has no letter and no digit.',
  quote_ambiguous: 'The words stand in the text more than once, and `start` does not say which is meant.',
  start_without_quote: 'A position is given, but no words that stand there.',
  contradictory_quantity: 'The number of texts contradicts that it is one or several.',
  instrument_without_milestone: 'An instrument is said to be concluded, but no affirmed milestone says so.',
  ineligible_party: 'A party in this role cannot be media, an unnamed group, or somebody described but not named.',
  too_few_parties: 'A partnership needs two different parties that are its principals or signatories.',
  accredited_to_own_country: 'An envoy is accredited to another party than the one they are sent by.',
  only_persons: 'Only persons hold positions.',
  country_required: 'States, parties below them and government bodies need a country.',
  only_subnational: 'Only parties below a state have a subdivision.',
  subdivision_of_other_country: 'The subdivision is none of the country.',
  no_document: 'The revision deleted the record, or what it said was taken out of the register for good.',
  not_a_text: 'The text is empty or has control characters other than tab, line feed, form feed and carriage return.',
  condition: 'The condition does not hold.',
  cursor: 'The cursor was not made by this service for this question.',
  still_used: 'Another record depends on what would be changed.',
  nothing_to_search: 'There is no word in it to look for.',
  refused: 'The operation of a batch cannot be carried out; `detail` says why.',
  reserved_name: 'It is the name of the service itself or of the admin key, or looks like it.',
  key_reused: 'The Idempotency-Key was used for another request.',
  not_without_q: 'It has a meaning only beside the words of a search.',
  not_together: 'It says the same as another parameter or member, and only one of them can hold.',
} as const;
export type FindingCode = keyof typeof FINDINGS;
