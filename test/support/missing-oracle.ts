/** What is not known of a record, by reading it and what it refers to through: the slow oracle of `missing=`. */
import type { Collection, Documents } from './random-register.js';
import type { Json } from './register.js';

/** Every citation in a value. */
const citationsIn = (value: Json): Json[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries<Json>(value).flatMap(([name, one]) => (name === 'citations' ? one : citationsIn(one)));

const ofSource = ({ publisher, publisher_name, published, text_sha256 }: Json): Record<string, boolean> => ({
  publisher_not_named: !publisher && !publisher_name,
  source_undated: !published?.earliest && !published?.latest,
  text_not_held: !text_sha256,
});

const isDay = ({ edtf = '' }: Json) => /^\d{4}-\d{2}-\d{2}([~?%]?|[~?%]?\/.*)$/.test(edtf);

/** The codes of all that is not known of a document. */
export function missingIn(collection: Collection, document: Json, { parties, sources, events }: Documents): string[] {
  const signed = (one: Json): boolean =>
    (one.parties ?? []).some(({ party, role }: Json) => {
      const { kind, named } = parties.find(({ id }) => id === party);
      return role === 'signatory' && kind !== 'unnamed_group' && named !== false;
    });
  const affirmed = (document.milestones ?? []).filter(({ polarity }: Json) => polarity !== 'negated');
  const own: Record<string, Record<string, boolean>> = {
    parties: {},
    sources: ofSource(document),
    events: {
      day_not_stated: document.date && !isDay(document.date),
      place_not_stated:
        ['meeting', 'negotiation', 'visit', 'signing'].includes(document.kind) &&
        !document.place &&
        !['video', 'phone', 'written'].includes(document.mode),
      signatory_not_named:
        (document.kind === 'signing' ||
          document.outcome === 'agreement_signed' ||
          (document.parties ?? []).some(({ role }: Json) => role === 'signatory')) &&
        !signed(document),
    },
    partnerships: {
      day_not_stated: affirmed.some(({ date }: Json) => !isDay(date)),
      signatory_not_named: affirmed.some(
        ({ stage, event }: Json) =>
          stage === 'signed' && !signed(document) && !events.some((one) => one.id === event && signed(one)),
      ),
      number_not_stated: (document.instruments ?? []).some(
        ({ count, quantity }: Json) => count === undefined && quantity !== 'one',
      ),
    },
  };
  const cited = citationsIn(document).map(({ source }) => ofSource(sources.find(({ id }) => id === source)!));
  return [own[collection]!, ...cited].flatMap((codes) => Object.keys(codes).filter((code) => codes[code]));
}
