/** Alternatives: what somebody else says stands in a member of a record. */
import { Citation, CitationInput } from './evidence/citation.js';
import { PartyId } from './ids.js';
import { decisive, typedByMember } from './marks.js';
import { Rank } from './rank.js';
import { entryId, list, object, prose, ref, type Static, set, type TSchema, Type } from './schema.js';

const MAX_ALTERNATIVES = 500;
const POINTER = '^(\\x2F[a-z0-9_-]+)+$';

const members = <R extends TSchema, C extends TSchema>(rank: R, citation: C) => ({
  member: decisive(
    Type.String({
      description:
        'JSON Pointer; entries go by id or party, else by position: `/date`, `/milestones/m-1f0c9a3e/date`, `/parties/hsx`. A ' +
        'list stands for an entry to be added.',
      minLength: 2,
      maxLength: 500,
      pattern: POINTER,
      examples: ['/date'],
    }),
  ),
  value: Type.Optional(
    decisive(
      typedByMember(
        Type.Unknown({
          description: 'What should stand there; left out by who only says that it is not so.',
        }),
      ),
    ),
  ),
  held_by: Type.Optional(decisive(ref(PartyId, 'Who says so; absent when the source itself does.'))),
  rank,
  note: Type.Optional(prose('A remark for readers.', 10_000, 'The other report copies a misprint.')),
  citations: list(citation, 'The words that say so.', 500, 1),
});

const example = {
  member: '/date',
  value: { edtf: '2024-04', basis: 'stated' },
  rank: 'normal',
  citations: [{ source: 'pakistan-kyrgyzstan' }],
};

export const AlternativeInput = object(
  'AlternativeInput',
  'What somebody else says stands in a member; what stands there is preferred.',
  members(Type.Optional(ref(Rank, 'Normal unless said.')), ref(CitationInput)),
  [example],
);

export const Alternative = object(
  'Alternative',
  'What somebody else says stands in a member.',
  {
    id: entryId('a', 'Tells it from the others of its record; kept while it is edited.', '5d0c1b7e'),
    ...members(ref(Rank, 'Whether it is as good as what stands there, or known to be wrong.'), ref(Citation)),
  },
  [
    {
      id: 'a-5d0c1b7e',
      ...example,
      value: { ...example.value, earliest: '2024-04-01', latest: '2024-04-30', precision: 'month' },
      citations: [{ source: 'pakistan-kyrgyzstan', status: 'reference' }],
    },
  ],
);
export type Alternative = Static<typeof Alternative>;
export type WrittenAlternative = Omit<Alternative, 'id' | 'rank'> & Partial<Pick<Alternative, 'rank'>>;

/** The members of every record that hold what others say of it: as they are written, and as they are read. */
export const alternativesInput = {
  alternatives: Type.Optional(list(ref(AlternativeInput), 'What others say stands in a member.', MAX_ALTERNATIVES)),
};
export const alternativesRead = {
  alternatives: Type.Optional(list(ref(Alternative), 'What others say stands in a member.', MAX_ALTERNATIVES)),
  disputed: Type.Optional(
    set(
      Type.String({
        description: 'JSON Pointer of a member.',
        maxLength: 500,
        pattern: POINTER,
        examples: ['/date'],
      }),
      'The members with an alternative of normal rank; computed, absent when there are none.',
      MAX_ALTERNATIVES,
      1,
    ),
  ),
};

/** What is written of them, with dates and citations completed. */
export type WithAlternatives = { alternatives?: WrittenAlternative[] };
/** What is read of them. */
export type Disputable = WithAlternatives & { disputed?: string[] };
