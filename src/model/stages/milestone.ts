/** A milestone: one dated step of a partnership, and the words that prove it. */

import { UncertainDate, UncertainDateInput } from '../dates/uncertain-date.js';
import { Citation, CitationInput } from '../evidence/citation.js';
import { Corroboration } from '../evidence/corroboration.js';
import { EventId } from '../ids.js';
import { decisive } from '../marks.js';
import { entryId, enumeration, list, object, prose, ref, type Static, type TSchema, Type } from '../schema.js';
import { POLARITIES } from '../vocabulary/vocabulary.js';
import { MilestoneStage } from './stages.js';

export const Polarity = enumeration(
  'Polarity',
  'Whether the sources say that the stage was reached or that it was not.',
  POLARITIES,
);

const members = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  stage: decisive(ref(MilestoneStage, 'The stage that was reached or, negated, was not.')),
  polarity: Type.Optional(decisive(ref(Polarity, 'Affirmed unless said.'))),
  date,
  event: Type.Optional(decisive(ref(EventId, 'The event at which it happened.'))),
  note: Type.Optional(prose('A remark for readers.', 10_000, 'The day of the agreement is not stated.')),
  citations: list(citation, 'The words that prove it.', 500, 1),
});

export const MilestoneInput = object(
  'MilestoneInput',
  'A step of a partnership. Without a date it has that of its event, else it is not after the first publication.',
  members(
    Type.Optional(
      ref(
        UncertainDateInput,
        'When it was reached. Left out, or equal to that, it follows its event, else its sources.',
      ),
    ),
    ref(CitationInput),
  ),
  [
    {
      stage: 'partnership_announced',
      event: 'pakistan-binance-announcement',
      citations: [
        {
          source: 'pakistan-united-states',
          quote: 'announcing partnerships with global crypto firms, including Binance',
          voice: 'narration',
        },
      ],
    },
  ],
);

export const Milestone = object(
  'Milestone',
  'A step of a partnership, with its computed id.',
  {
    id: entryId('m', 'Tells the milestone from the others of its partnership; kept while it is edited.', '1f0c9a3e'),
    ...members(ref(UncertainDate, 'When it was reached.'), ref(Citation)),
    corroboration: ref(Corroboration, 'How many voices say so.'),
  },
  [
    {
      id: 'm-1f0c9a3e',
      stage: 'talks',
      date: { edtf: '[..2025-08-02]', basis: 'bounded', latest: '2025-08-02', precision: 'bound' },
      citations: [
        { source: 'pakistan-kyrgyzstan', quote: 'A high-level video conference was held', status: 'unchecked' },
      ],
      corroboration: { sources: 1, independent: 1, publishers: 0, origins: 1, disputed: false },
    },
  ],
);

export type MilestoneInput = Static<typeof MilestoneInput>;
export type Milestone = Static<typeof Milestone>;
