/** The shapes of the check: a statement as it is asked, and what the evidence makes of it. */

import { Verdict } from '../../model/check/verdict.js';
import { day, UncertainDate } from '../../model/dates/uncertain-date.js';
import { CitationStatus } from '../../model/evidence/citation.js';
import { PartyId, recordId, SourceId } from '../../model/ids.js';
import type { Finding } from '../../model/refusal.js';
import { enumeration, list, object, PRINTED, ref, type Static, set, TEXT, Type } from '../../model/schema.js';
import { Polarity } from '../../model/stages/milestone.js';
import { MilestoneStage, Stage } from '../../model/stages/stages.js';
import { Unknown } from '../../model/unknown.js';
import { Topic } from '../../model/vocabulary/topic.js';
import { EventKind } from '../../resources/events/schema.js';
import { certificateMember } from '../records/certified.js';
import { UnknownRecord } from '../records/schemas.js';

/** Statements that are checked in one call. */
export const MAX_STATEMENTS = 100;
/** Records that are looked at for a statement, the most recent ones. */
export const MAX_RECORDS = 100;
/** Citations that are shown for a statement, and against it. */
export const MAX_SHOWN = 100;

export const Statement = object(
  'Statement',
  'A statement about parties: with `stage`, how far a partnership between them got; with `event`, that something happened.',
  {
    between: Type.Optional(set(ref(PartyId), 'Parties that all take part.', 20, 1)),
    party: Type.Optional(set(ref(PartyId), 'Parties of which one at least takes part.', 20, 1)),
    stage: Type.Optional(
      ref(MilestoneStage, 'That they reached this stage; of `suspended`, `ended` and `denied`, that it is so.'),
    ),
    event: Type.Optional(set(ref(EventKind), 'That an event of one of these kinds happened.', 20, 1)),
    topic: Type.Optional(set(ref(Topic), 'About one of these.', 23, 1)),
    true_on: Type.Optional(day('By this day.')),
    published_until: Type.Optional(day('By what had been published until this day.')),
  },
  [{ between: ['pakistan', 'hsx'], stage: 'signed' }],
);
export type Statement = Static<typeof Statement>;

const Kind = enumeration('CheckedRecord', 'The kinds of records that bear on statements.', {
  partnership: 'A partnership.',
  event: 'An event.',
});

const recordMembers = {
  record: ref(Kind, 'What kind of record it is.'),
  id: recordId('Its id.', 'pakistan-hsx'),
};

const CheckedReference = object('CheckedReference', 'A record that bears on a statement.', recordMembers, [
  { record: 'partnership', id: 'pakistan-hsx' },
]);

const Shown = object(
  'ShownEvidence',
  'What the certain evidence shows, and when.',
  {
    ...recordMembers,
    stage: Type.Optional(ref(Stage, 'Of a partnership: the stage that is shown.')),
    kind: Type.Optional(ref(EventKind, 'Of an event: its kind.')),
    date: Type.Optional(ref(UncertainDate, 'When that was.')),
  },
  [{ record: 'partnership', id: 'pakistan-hsx', stage: 'signed', date: { basis: 'unresolved', precision: 'unknown' } }],
);

const Evidence = object(
  'CheckedEvidence',
  'Words that bear on a statement.',
  {
    ...recordMembers,
    pointer: Type.String({
      description: 'JSON Pointer of the citation in the record.',
      pattern: '^(\\x2F[\\s\\S]*)?$',
      maxLength: 500,
      examples: ['/milestones/0/citations/0'],
    }),
    stage: Type.Optional(ref(MilestoneStage, 'Of a milestone: its stage.')),
    polarity: Type.Optional(ref(Polarity, 'Of a milestone: whether it says so, or that it was not so.')),
    source: ref(SourceId, 'The source.'),
    source_title: Type.Optional(
      Type.String({ description: 'Its title.', maxLength: 1000, pattern: TEXT, examples: ['A report'] }),
    ),
    published: Type.Optional(ref(UncertainDate, 'When it was published.')),
    quote: Type.Optional(
      Type.String({ description: 'The words.', maxLength: 2000, pattern: PRINTED, examples: ['signing agreements'] }),
    ),
    sentence: Type.Optional(
      Type.String({
        description: 'The sentence that they stand in, where the text is held.',
        maxLength: 4002,
        pattern: PRINTED,
        examples: ['It is signing agreements with HSX.'],
      }),
    ),
    status: ref(CitationStatus, 'What was found when the words were checked.'),
  },
  [
    {
      record: 'partnership',
      id: 'pakistan-hsx',
      pointer: '/milestones/0/citations/0',
      stage: 'signed',
      polarity: 'affirmed',
      source: 'pakistan-united-states',
      quote: 'signing agreements with domestic exchange HSX',
      status: 'unchecked',
    },
  ],
);
export type Evidence = Static<typeof Evidence>;

const evidence = (description: string) => list(ref(Evidence), description, MAX_SHOWN);

const CheckedUnknown = object(
  'CheckedUnknown',
  'Something that is not known of a record that decides about a statement.',
  { ...recordMembers, ...Unknown.properties },
  [{ record: 'partnership', id: 'pakistan-hsx', code: 'day_not_stated', pointer: '/milestones/m-5d1c2a90/date' }],
);

const count = (description: string) =>
  Type.Integer({ description, format: 'int32', minimum: 0, maximum: 1_000_000, examples: [1] });

const LeftOut = object(
  'CheckLeftOut',
  'What might carry a statement, and was not counted.',
  {
    possible: count('Milestones or events that may have been later, or were perhaps published later.'),
    undated: count('Those of which no date decides whether they had happened, or had been published.'),
    sources_undated: Type.Optional(count('With `published_until`: cited sources without a date.')),
  },
  [{ possible: 0, undated: 1 }],
);

export const Check = object(
  'Check',
  'Whether the evidence carries a statement, with the words for it and against it.',
  {
    statement: ref(Statement, 'The statement, its values sorted.'),
    claim: Type.String({
      description: 'The statement in words.',
      minLength: 1,
      maxLength: 100_000,
      pattern: TEXT,
      examples: ['Pakistan and HSX signed an agreement'],
    }),
    verdict: ref(Verdict, 'Whether the evidence carries it.'),
    sentence: Type.String({
      description: 'The answer in one sentence, which can be printed.',
      minLength: 1,
      maxLength: 100_000,
      pattern: TEXT,
      examples: [
        'HSX and Pakistan signed an agreement on a day that is not stated, according to one independent source.',
      ],
    }),
    shown: Type.Optional(ref(Shown, 'What the certain evidence shows, if anything.')),
    because: evidence('The words behind what is shown.'),
    against: evidence('The words against the statement.'),
    independent: Type.Integer({
      description: 'Independent voices behind what is shown: sources of one publisher, outlet or origin are one.',
      format: 'int32',
      minimum: 0,
      maximum: 100_000,
      examples: [1],
    }),
    records: list(ref(CheckedReference), 'The records that were looked at, the most recent first.', MAX_RECORDS),
    more_records: Type.Optional(
      Type.Boolean({ description: 'True when there are more records than were looked at.', examples: [true] }),
    ),
    unknowns: list(
      ref(CheckedUnknown),
      'What is not known of the records that decide: what one would have to ask.',
      MAX_SHOWN,
    ),
    left_out: ref(LeftOut, 'What might carry the statement, and was not counted.'),
    ...certificateMember,
    unknown: Type.Optional(list(ref(UnknownRecord), 'Parties of the statement that are not in the register.', 40, 1)),
  },
  [
    {
      statement: { between: ['hsx', 'pakistan'], stage: 'signed' },
      claim: 'HSX and Pakistan signed an agreement',
      verdict: 'supported',
      sentence:
        'HSX and Pakistan signed an agreement on a day that is not stated, according to one independent source.',
      shown: {
        record: 'partnership',
        id: 'pakistan-hsx',
        stage: 'signed',
        date: { basis: 'unresolved', text: 'in recent weeks', precision: 'unknown' },
      },
      because: [
        ...(Evidence.examples ?? []),
        {
          record: 'partnership',
          id: 'pakistan-hsx',
          stage: 'signed',
          polarity: 'affirmed',
          pointer: '/milestones/0/citations/1',
          source: 'pakistan-united-states',
          quote: 'The policy push has accelerated in recent weeks',
          status: 'unchecked',
        },
      ],
      against: [],
      independent: 1,
      records: [{ record: 'partnership', id: 'pakistan-hsx' }],
      unknowns: [
        ['day_not_stated', '/milestones/m-cb4db859/date'],
        ['number_not_stated', '/instruments/i-ad6890b6/count'],
        ['publisher_not_named', '/milestones/m-cb4db859/citations/0'],
        ['source_undated', '/milestones/m-cb4db859/citations/0'],
        ['text_not_held', '/milestones/m-cb4db859/citations/0'],
      ].map(([code, pointer]) => ({ record: 'partnership', id: 'pakistan-hsx', code, pointer })),
      left_out: { possible: 0, undated: 0 },
    },
  ],
);
export type Check = Static<typeof Check>;

export const Statements = object(
  'Statements',
  'Statements to be checked.',
  { statements: list(ref(Statement), 'The statements.', MAX_STATEMENTS, 1) },
  [{ statements: Statement.examples }],
);
export type Statements = Static<typeof Statements>;
export const Checks = object(
  'Checks',
  'What the evidence makes of statements.',
  {
    results: list(ref(Check), 'The results, in the order of the statements.', MAX_STATEMENTS, 1),
    ...certificateMember,
  },
  [
    {
      results: [
        {
          statement: { party: ['hsx'], event: ['launch'] },
          claim: 'HSX was involved in a launch',
          verdict: 'not_shown',
          sentence: 'It is not shown that HSX was involved in a launch.',
          because: [],
          against: [],
          independent: 0,
          records: [],
          unknowns: [],
          left_out: { possible: 0, undated: 0 },
        },
      ],
    },
  ],
);

/** What a schema can't say of a statement: that it is about somebody, and either about a stage or about events. */
export function findingsIn({ between, party, stage, event }: Statement): (Finding & { pointer: string })[] {
  const found: (Finding & { pointer: string })[] = [];
  if (!between && !party) {
    const detail = 'say about whom: between=a,b for all of them, or party=a';
    found.push({ pointer: '/between', code: 'required', detail });
  }
  if (stage === undefined && !event) {
    const detail = 'say what: a stage that was reached, or a kind of event';
    found.push({ pointer: '/stage', code: 'required', detail });
  }
  if (stage !== undefined && event) {
    const detail = 'a statement is about a stage or about events, not both';
    found.push({ pointer: '/event', code: 'not_together', detail });
  }
  return found;
}
