/** The examples of problems in the contract: where each kind occurs, and what it says. */
import type { ProblemCode } from '../../model/refusal.js';

export const EXAMPLES: Record<ProblemCode, readonly [path: string, detail: string, more?: object]> = {
  malformed_request: ['/events', "The body isn't JSON: Unexpected end of JSON input."],
  invalid_parameter: [
    '/events',
    'limit: at most 200',
    { errors: [{ parameter: 'limit', code: 'out_of_range', detail: 'at most 200' }] },
  ],
  unauthorized: ['/events', 'The API key is not valid. This needs one with the scope "write".', { scope: 'write' }],
  forbidden: ['/events', 'This needs the scope "write"; the key has "read".', { scope: 'write' }],
  not_found: ['/events/who-knows', 'There is no event "who-knows".'],
  method_not_allowed: ['/events', "DELETE isn't possible here; GET, HEAD, OPTIONS, POST are."],
  not_acceptable: [
    '/events',
    `The answer is application/json; "text/csv" doesn't accept that.`,
    { errors: [{ header: 'Accept', code: 'unknown_value', detail: 'accept application/json' }] },
  ],
  already_exists: [
    '/parties',
    'The id "pakistan" is taken; an id is never used for anything else again. Choose another.',
  ],
  still_referenced: [
    '/parties/hsx',
    'party "hsx" is referred to by event "pakistan-hsx-signing", partnership "pakistan-hsx".',
    {
      referenced_by: [
        { record: 'event', id: 'pakistan-hsx-signing' },
        { record: 'partnership', id: 'pakistan-hsx' },
      ],
    },
  ],
  gone: [
    '/events/withdrawn',
    'event "withdrawn" was deleted at 2025-11-01T12:00:00.000Z.',
    { deleted_at: '2025-11-01T12:00:00.000Z' },
  ],
  redacted: [
    '/parties/withdrawn/difference',
    'What revision 1 of party "withdrawn" said was taken out of the register for good at 2025-11-02T09:30:00.000Z.',
  ],
  precondition_required: [
    '/parties/hsx',
    'To change a record, send If-Match: "1", the ETag of the record as it is now, or If-Match: * to insist.',
    { errors: [{ header: 'If-Match', code: 'required', detail: 'send If-Match: "1"' }] },
  ],
  precondition_failed: [
    '/parties/hsx',
    'the record is at revision 2 now; read it again and send If-Match: "2"',
    { errors: [{ header: 'If-Match', code: 'condition', detail: 'the record is at revision 2 now' }] },
  ],
  log_sequence_not_reached: [
    '/parties/hsx',
    'The log ends at 70, before 71. Leave Log-Sequence-Min out, or send the Log-Sequence of an answer of this register.',
    { sequence: 70 },
  ],
  too_large: [
    '/sources/pakistan-kyrgyzstan/text',
    'The body is too large: at most 1 MiB of JSON, or 8 MiB of text or of a certified answer.',
  ],
  unsupported_media_type: [
    '/events',
    'The request has no Content-Type; send Content-Type: application/json.',
    { errors: [{ header: 'Content-Type', code: 'unknown_value', detail: 'send application/json, in UTF-8' }] },
  ],
  validation: [
    '/partnerships',
    "/milestones/0/citations/0/quote: the source's text does not hold these words",
    {
      errors: [
        {
          pointer: '/milestones/0/citations/0/quote',
          code: 'quote_not_found',
          detail: "the source's text does not hold these words",
          nearest: { start: 204, end: 221, quote: 'discussed signing' },
        },
      ],
    },
  ],
  rate_limited: ['/events', 'A client may make 60 requests a minute; wait as long as Retry-After says.'],
  internal: ['/events', 'Something went wrong inside the service; nothing was changed.'],
  unavailable: ['/events', 'The register cannot be read or written at the moment; nothing was changed. Try again.'],
};
