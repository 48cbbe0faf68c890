/** What the service says of a record that is taken all the same: what doesn't add up in it, and what is not known. */

/** Code of a notice: what doesn't add up. */
export const NOTICE_CODES = {
  dated_after_sources:
    'The date lies surely after all cited sources were published; they can have announced the event, but not reported it.',
  before_1900: 'The date lies surely before 1900, long before there were digital assets.',
  dated_apart_from_event: 'A milestone and the event at which it happened are surely on different days.',
  event_without_milestone:
    'At an event that names the partnership something was signed, and no milestone points to it.',
  instrument_ahead_of_milestones:
    'An instrument has got further than the milestones: none says that much, or each of those that do is surely later.',
  hedged_quote:
    'Quoted words that are to prove a signing, or more, stand in a sentence that hedges or negates, such as by "discussed" or "not".',
} as const;

/** Code of an unknown: what no source says so far, and what one would have to ask. */
export const UNKNOWN_CODES = {
  day_not_stated: 'The date is not one day. Ask: On which day was it?',
  place_not_stated: 'A meeting, negotiation, visit or signing has no place. Ask: Where was it?',
  signatory_not_named: 'Something was signed, and nobody is named who signed it. Ask: Who signed?',
  number_not_stated: 'It is not said how many texts an instrument is. Ask: How many were there?',
  publisher_not_named: 'A source has no publisher. Ask: Who published it?',
  source_undated: 'A source has no date. Ask: When was it published?',
  text_not_held: 'The text of a source is not stored, so that its quotations are not checked. Ask: Where is the text?',
} as const;
