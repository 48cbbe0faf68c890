/** Answers a statement: finds the records that bear on it, weighs each, and puts together what they say. */
import { eventClaim, type Subject, sentenceOf, stageClaim } from '../../model/check/sentence.js';
import { BY_WEIGHT } from '../../model/check/verdict.js';
import { keyOf } from '../../model/refusal.js';
import type { Clock } from '../../model/stages/clock.js';
import { rankOf } from '../../model/stages/stages.js';
import type { Definition } from '../../register/definition.js';
import { pageKeys } from '../../register/list/pages.js';
import { plan } from '../../register/list/plan.js';
import { recordsNamed, recordsThere, withNearest } from '../../register/list/unknown.js';
import { contextView } from '../../register/read/contexts.js';
import type { Reading } from '../../register/read/reading.js';
import { documentsAt } from '../../register/read/records.js';
import { corroborate } from '../../resources/corroboration.js';
import { events } from '../../resources/events/definition.js';
import { partnerships } from '../../resources/partnerships/definition.js';
import { listQueryOf, valuesOf } from '../records/list-query.js';
import { citedIn, loadCited } from './cited.js';
import { type Bearing, type Details, type Saying, sayingOfEvent, sayingOfPartnership } from './sayings.js';
import { type Check, type Evidence, MAX_RECORDS, MAX_SHOWN, type Statement } from './schema.js';

/** Checks a statement against the register as it is. */
export async function check(reading: Reading, sent: Statement): Promise<Check> {
  const statement = sorted(sent);
  const { stage, true_on, published_until } = statement;
  const clock: Clock = {
    ...(true_on !== undefined && { trueOn: true_on }),
    ...(published_until !== undefined && { publishedUntil: published_until }),
  };
  const who = { all: statement.between ?? [], any: statement.party ?? [] };
  const asked = { ...who, kinds: statement.event ?? [], topics: statement.topic ?? [] };
  const definition: Definition = stage === undefined ? events : partnerships;
  const ids = await bearingRecords(reading, definition, statement);
  const documents = await documentsAt(reading.db, definition.record, ids.slice(0, MAX_RECORDS));
  const candidates = [...documents].map(([id, document]) => ({ id, document, parsed: JSON.parse(document) }));
  const all = candidates.map(({ parsed }) => parsed);
  // When sources were published decides nothing unless it is asked for; otherwise only those that are shown are read.
  const dated = await loadCited(reading, published_until === undefined ? [] : citedIn(definition, all));
  const sayings = candidates.flatMap(({ id, document, parsed }): (Saying & { document: string })[] => {
    const saying =
      stage === undefined
        ? sayingOfEvent(id, parsed, dated.related, asked, clock)
        : sayingOfPartnership(id, parsed, dated.related, stage, who, clock);
    return saying ? [{ ...saying, document }] : [];
  });
  const verdict = BY_WEIGHT.find((one) => sayings.some((saying) => saying.verdict === one)) ?? 'not_shown';
  const decisive = sayings.filter((saying) => saying.verdict === verdict);
  const details = decisive.map((saying) => saying.details()).toSorted(byFurthest);
  // One record is told of: what others say is no evidence for it.
  const [told] = details;
  const shown = told?.shown;
  const because = details.flatMap((one) => one.because);
  const against = details.flatMap((one) => one.against);
  const shownSources = [...because, ...against].map(({ citation }) => citation.source);
  const cited = published_until === undefined ? await loadCited(reading, shownSources) : dated;
  const voicesOf = (bearing: readonly Bearing[] = []): number =>
    corroborate(
      bearing.map(({ citation }) => citation),
      false,
      cited.related,
    ).independent;
  const independent = voicesOf(told?.because);
  const left_out = {
    possible: total(sayings.map(({ possible }) => possible)),
    undated: total(sayings.map(({ undated }) => undated)),
    ...(published_until !== undefined && { sources_undated: dated.undated() }),
  };
  const { contexts } = await contextView(
    reading.db,
    definition,
    decisive.map(({ document }) => document),
  );
  const evidence = (bearing: readonly Bearing[]): Evidence[] =>
    bearing.slice(0, MAX_SHOWN).map(({ of, pointer, citation }) => {
      const { title, published } = cited.source(citation.source) ?? {};
      const sentence = contexts?.of(citation);
      return {
        ...of,
        pointer,
        source: citation.source,
        ...(title !== undefined && { source_title: title }),
        ...(published && { published }),
        ...(citation.quote !== undefined && { quote: citation.quote }),
        ...(sentence !== undefined && { sentence }),
        status: citation.status,
      };
    });
  const subject = await subjectOf(reading, statement);
  const unknown = await unknownParties(reading, definition, statement);
  const claim = stage === undefined ? eventClaim(subject, statement.event ?? []) : stageClaim(subject, stage);
  return {
    statement,
    claim,
    verdict,
    sentence: sentenceOf({
      verdict,
      claim,
      shown: shown?.stage && stageClaim(subject, shown.stage),
      date: shown?.date,
      independent,
      against: voicesOf(told?.against),
      reservation: reservationOf(told),
      isPossible: left_out.possible + left_out.undated > 0,
      clock,
    }),
    ...(shown && { shown }),
    because: evidence(because),
    against: evidence(against),
    independent,
    records: [...documents.keys()].map((id) => ({ record: stage === undefined ? 'event' : 'partnership', id })),
    ...(ids.length > MAX_RECORDS && { more_records: true }),
    unknowns: details.flatMap((one) => one.unknowns).slice(0, MAX_SHOWN),
    left_out,
    ...(unknown.length > 0 && { unknown }),
  };
}

/** What is to be said of the words behind what is shown. */
function reservationOf(told: Details | undefined): 'hedged' | 'unquoted' | undefined {
  if (!told || told.because.length === 0) return undefined;
  if (told.because.every(({ citation }) => citation.quote === undefined)) return 'unquoted';
  return told.isHedged ? 'hedged' : undefined;
}

/** Those first that show something, by how far the partnership had got; of equals the most recent, as they come. */
const byFurthest = (one: Details, other: Details): number =>
  Number(one.shown === undefined) - Number(other.shown === undefined) || furthest(other) - furthest(one);

const furthest = ({ shown }: Details): number => (shown?.stage ? rankOf(shown.stage) : 0);

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** The same statement, however it was sent. */
const sorted = ({ between, party, stage, event, topic, true_on, published_until }: Statement): Statement => ({
  ...(between && { between: between.toSorted() }),
  ...(party && { party: party.toSorted() }),
  ...(stage && { stage }),
  ...(event && { event: event.toSorted() }),
  ...(topic && { topic: topic.toSorted() }),
  ...(true_on !== undefined && { true_on }),
  ...(published_until !== undefined && { published_until }),
});

/** The ids of the records that a statement is about, the most recent first, and one more if there are too many. */
async function bearingRecords(
  reading: Reading,
  definition: Definition,
  { between, party, event, topic }: Statement,
): Promise<string[]> {
  const query = listQueryOf(definition, {
    ...(between && { between }),
    ...(party && { party }),
    ...(event && { kind: event }),
    ...(topic && { topic }),
  });
  const positions = await pageKeys(reading, await plan(reading, definition, query), MAX_RECORDS + 1);
  return positions.map(([, id]) => id);
}

/** The parties by their names; by their ids where there are none. */
async function subjectOf({ db }: Reading, { between = [], party = [], topic = [] }: Statement): Promise<Subject> {
  const documents = await documentsAt(db, 'party', [...between, ...party]);
  const nameOf = (id: string): string => JSON.parse(documents.get(id) ?? '{}').name ?? id;
  return { all: between.map(nameOf), any: party.map(nameOf), topics: topic };
}

async function unknownParties(reading: Reading, definition: Definition, { between, party }: Statement) {
  const named = recordsNamed(
    definition,
    valuesOf(definition, { ...(between && { between }), ...(party && { party }) }),
  );
  const there = await recordsThere(reading, named);
  const unknown = named.filter((one) => !there.has(keyOf(one)));
  if (unknown.length === 0) return [];
  return (await withNearest(reading, unknown)).map((one) => ({ ...one, nearest: [...one.nearest] }));
}
