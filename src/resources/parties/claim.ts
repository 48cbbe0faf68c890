/** Claims: what somebody holds to be so about a party, where sources may differ. */
import { UncertainDate, UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { PartyId } from '../../model/ids.js';
import { decisive } from '../../model/marks.js';
import { Rank } from '../../model/rank.js';
import { enumeration, list, object, prose, ref, type Static, type TSchema, Type } from '../../model/schema.js';
import { CLAIM_PREDICATES } from '../../model/vocabulary/vocabulary.js';

export const ClaimPredicate = enumeration('ClaimPredicate', 'What a claim is about.', CLAIM_PREDICATES);

const claim = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  predicate: decisive(ref(ClaimPredicate, 'What the claim is about.')),
  value: decisive(prose('What is held to be so, in short words.', 1000, 'advise on policy')),
  date: Type.Optional(date),
  held_by: Type.Optional(decisive(ref(PartyId, 'Who holds it; absent when the source itself does.'))),
  contradicts: Type.Optional(
    Type.Boolean({
      description: 'Of `other` and `policy_posture`: true when it contradicts others so marked.',
      examples: [true],
    }),
  ),
  rank: Type.Optional(ref(Rank, 'Normal unless said; `deprecated` when known to be wrong.')),
  citations: list(citation, 'The words that say so.', 500, 1),
});
export const ClaimInput = object(
  'ClaimInput',
  'What somebody holds to be so about a party. Sources may differ: every side is a claim of its own.',
  claim(ref(UncertainDateInput, 'When it was so.'), ref(CitationInput)),
  [{ predicate: 'mandate', value: 'advise on policy', citations: [{ source: 'pakistan-united-states' }] }],
);
export const Claim = object(
  'Claim',
  'What somebody holds to be so about a party.',
  claim(ref(UncertainDate, 'When it was so.'), ref(Citation)),
  [
    {
      predicate: 'mandate',
      value: 'advise on policy',
      citations: [{ source: 'pakistan-united-states', status: 'reference' }],
    },
  ],
);
export type Claim = Static<typeof Claim>;
