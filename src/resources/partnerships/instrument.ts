/** An instrument: a text that is or may be agreed, and what it says of itself. */

import { UncertainDate, UncertainDateInput } from '../../model/dates/uncertain-date.js';
import { Citation, CitationInput } from '../../model/evidence/citation.js';
import { decisive } from '../../model/marks.js';
import {
  entryId,
  enumeration,
  list,
  object,
  prose,
  ref,
  type Static,
  type TSchema,
  Type,
  words,
} from '../../model/schema.js';
import { INSTRUMENT_KINDS, INSTRUMENT_QUANTITIES, INSTRUMENT_STATUSES } from '../../model/vocabulary/vocabulary.js';

export const InstrumentKind = enumeration('InstrumentKind', 'What sort of text an instrument is.', INSTRUMENT_KINDS);
export const InstrumentStatus = enumeration('InstrumentStatus', 'How far an instrument has got.', INSTRUMENT_STATUSES);
const InstrumentQuantity = enumeration(
  'InstrumentQuantity',
  'Whether it is one text or several.',
  INSTRUMENT_QUANTITIES,
);

const Amount = object(
  'Amount',
  'A sum that an instrument names.',
  {
    amount: Type.String({
      description: 'The number in digits, with a point before fractions.',
      format: 'decimal',
      pattern: '^(0|[1-9][0-9]{0,29})([.][0-9]{1,18})?$',
      maxLength: 50,
      examples: ['1500000.50'],
    }),
    currency: Type.Optional(
      Type.String({
        description: 'The currency (ISO 4217); absent for anything else, such as tokens.',
        format: 'currency',
        pattern: '^[A-Z]{3}$',
        minLength: 3,
        maxLength: 3,
        examples: ['USD'],
      }),
    ),
    text: prose('The words as printed.', 1000, '$1.5 million'),
  },
  [{ amount: '1500000', currency: 'USD', text: '$1.5 million' }],
);

const instrument = <D extends TSchema, C extends TSchema>(date: D, citation: C) => ({
  kind: decisive(ref(InstrumentKind, 'What sort of text it is.')),
  title: Type.Optional(decisive(words('The title as printed.', 'Memorandum of understanding'))),
  status: decisive(ref(InstrumentStatus, 'How far it has got.')),
  binding: Type.Optional(
    decisive(Type.Boolean({ description: 'Whether it binds; absent when no source says.', examples: [false] })),
  ),
  date: Type.Optional({ ...date, description: 'When it got that far.' }),
  quantity: Type.Optional(decisive(ref(InstrumentQuantity, 'One text or several; absent when no source says.'))),
  count: Type.Optional(
    decisive(
      Type.Integer({
        description: 'How many texts they are, when a source gives the number.',
        format: 'int32',
        minimum: 1,
        maximum: 1_000_000,
        examples: [3],
      }),
    ),
  ),
  amounts: Type.Optional(decisive(list(ref(Amount), 'The sums that it names.', 100, 1))),
  expires: Type.Optional({ ...date, description: 'When it ends unless it is renewed.' }),
  term: Type.Optional(decisive(prose('How long it runs, as printed.', 1000, 'for two years'))),
  citations: list(citation, 'The words that say so.', 500, 1),
});
export const InstrumentInput = object(
  'InstrumentInput',
  'A text that is or may be agreed. One that is signed, ratified or in force needs a milestone that says so.',
  instrument(ref(UncertainDateInput), ref(CitationInput)),
  [{ kind: 'mou', status: 'under_discussion', citations: [{ source: 'pakistan-kyrgyzstan' }] }],
);
export const Instrument = object(
  'Instrument',
  'A text that is or may be agreed.',
  {
    id: Type.Optional(
      entryId(
        'i',
        'Tells it from the others of its partnership; kept while it is edited. Early revisions have none.',
        '5f5bc2a1',
      ),
    ),
    ...instrument(ref(UncertainDate), ref(Citation)),
  },
  [
    {
      id: 'i-5f5bc2a1',
      kind: 'mou',
      status: 'under_discussion',
      citations: [{ source: 'pakistan-kyrgyzstan', status: 'reference' }],
    },
  ],
);

export type Instrument = Static<typeof Instrument>;
