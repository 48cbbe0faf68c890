/** The parameters and the answer of a list of a party's neighbours. */
import { list, object, ref, type Static, set, type TObject, Type } from '../../model/schema.js';
import { ReachedStage, Stage } from '../../model/stages/stages.js';
import { Topic } from '../../model/vocabulary/topic.js';
import { Collections, RESOURCES } from '../../resources/index.js';
import { Neighbour, neighbour } from '../../resources/partnerships/neighbour.js';
import { PartnershipRole, PartnershipScope } from '../../resources/partnerships/schema.js';
import { PageInfo, pageParameters } from '../http/paging.js';
import { certificateMember } from '../records/certified.js';

const number = (description: string, minimum: number, maximum: number) =>
  Type.Integer({ description, format: 'int32', minimum, maximum, examples: [1] });

const NeighbourMeta = object(
  'NeighbourMeta',
  'What else is known of the neighbours.',
  {
    total: number('How many neighbours there are in all.', 0, 2_147_483_647),
    total_is_lower_bound: Type.Optional(
      Type.Boolean({
        description:
          'True when more than 10 000 partnerships match: only those with the latest stages were looked at, so there may be more neighbours than `total`, and more partnerships than each `count`.',
        examples: [true],
      }),
    ),
  },
  [{ total: 1 }],
);

/** @param included what answers include with `expand` */
export const neighbourPage = (included: TObject): TObject =>
  object(
    'NeighbourPage',
    'A page of the neighbours of a party, those with most partnerships first.',
    {
      data: list(ref(Neighbour), 'The neighbours.', 200),
      page: ref(PageInfo, 'Where the page stands.'),
      meta: ref(NeighbourMeta, 'What was counted.'),
      included: Type.Optional(ref(included, 'With `expand`: the records that these refer to.')),
      ...certificateMember,
    },
    [{ data: [neighbour], page: { limit: 25 }, meta: { total: 1 } }],
  );

export const NeighbourQuery = Type.Object(
  {
    stage: Type.Optional(set(ref(Stage), 'Only through partnerships that stand at this stage now.', 100, 1)),
    reached: Type.Optional(
      set(ref(ReachedStage), 'Only through partnerships that got this far or further, whatever came after.', 100, 1),
    ),
    topic: Type.Optional(set(ref(Topic), 'Only through partnerships about this.', 100, 1)),
    scope: Type.Optional(set(ref(PartnershipScope), 'Only through partnerships of this scope.', 100, 1)),
    role: Type.Optional(set(ref(PartnershipRole), 'Only through partnerships in which the neighbour is this.', 100, 1)),
    within: Type.Optional(
      Type.Boolean({
        description:
          'Whether the party stands for all that are part of it, too, at any depth; they are no neighbours then.',
        default: false,
        examples: [true],
      }),
    ),
    ...pageParameters,
    expand: Type.Optional(
      set(
        ref(Collections),
        'Adds the records of these resources that the page refers to, which are `parties` and `partnerships`, under `included`.',
        RESOURCES.length,
        1,
      ),
    ),
  },
  { additionalProperties: false },
);

export type NeighbourQuery = Static<typeof NeighbourQuery>;
