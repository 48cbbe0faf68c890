/** What a neighbour of a party is. */

import { PartnershipId, PartyId } from '../../model/ids.js';
import { list, object, ref, type Static, set, Type } from '../../model/schema.js';
import { ReachedStage, Stage } from '../../model/stages/stages.js';
import { PartnershipRole } from './schema.js';

const roles = (whose: string) => set(ref(PartnershipRole), `What ${whose} is in it; a principal unless said.`, 5, 1);
const connection = {
  partnership: 'pakistan-hsx',
  stage: 'signed',
  reached: 'signed',
  roles: ['principal'],
  neighbour_roles: ['principal'],
};

const Connection = object(
  'Connection',
  'A partnership in which a party and its neighbour take part.',
  {
    partnership: ref(PartnershipId, 'Which partnership it is.'),
    stage: ref(Stage, 'How far it has got.'),
    reached: ref(ReachedStage, 'The furthest it ever got.'),
    roles: roles('the party asked about'),
    neighbour_roles: roles('the neighbour'),
  },
  [connection],
);

export const neighbour = { party: 'pakistan', partnerships: [connection], count: 1 };
export const Neighbour = object(
  'Neighbour',
  'A party that takes part in partnerships of the party asked about.',
  {
    party: ref(PartyId, 'Who it is.'),
    partnerships: list(ref(Connection), 'The partnerships of both, the latest stage first; at most 100.', 100, 1),
    count: Type.Integer({
      description: 'How many partnerships they are in all.',
      format: 'int32',
      minimum: 1,
      maximum: 10_000,
      examples: [1],
    }),
  },
  [neighbour],
);
export type Neighbour = Static<typeof Neighbour>;
