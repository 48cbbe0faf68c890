/** Corroboration: how many independent voices a statement rests on, and whether it is disputed. */
import { recordId } from '../ids.js';
import { count, enumeration, list, object, ref, type Static, set, Type } from '../schema.js';
import type { Citation } from './citation.js';
import { type Published, SAMENESS, voicesOf } from './voices.js';

/** Voices, sources and reasons that are listed; what lies beyond is only counted. */
const MAX_LISTED = 20;

const id = (description: string) => recordId(description, 'ptv');

const SharedMember = object(
  'SharedVoice',
  'What makes sources one voice.',
  {
    same: ref(enumeration('Sameness', 'Why sources are one voice.', SAMENESS), 'What they share.'),
    id: Type.Optional(id('The party, or the source of origin.')),
  },
  [{ same: 'credited_outlet', id: 'ptv' }],
);

/** Sources that are one voice; in tables it has no columns. */
export const OneVoice = object(
  'OneVoice',
  'Sources that count as one voice.',
  {
    sources: set(id('A source.'), 'The first of them, by id.', MAX_LISTED, 2),
    more: Type.Optional(count('How many others there are.', 1)),
    because: list(ref(SharedMember), 'What at least two of them share; the first of it.', MAX_LISTED, 1),
  },
  [{ sources: ['pakistan-kyrgyzstan', 'pakistan-united-states'], because: [{ same: 'credited_outlet', id: 'ptv' }] }],
);

export const Corroboration = object(
  'Corroboration',
  'How many independent voices it rests on. Citations that are `stale` do not count.',
  {
    sources: count('How many sources are cited.'),
    independent: count('How many voices they are.'),
    publishers: count('How many publishers they have, as far as known.'),
    origins: count('How many sources they go back to.'),
    disputed: Type.Boolean({
      description: 'Whether somebody says otherwise, or a citation is `stale`.',
      examples: [false],
    }),
    together: Type.Optional(
      list(ref(OneVoice), 'The sources counted as one, and why; the first of them.', MAX_LISTED, 1),
    ),
  },
  [{ sources: 1, independent: 1, publishers: 0, origins: 1, disputed: false }],
);
export type Corroboration = Static<typeof Corroboration>;

/**
 * What some citations add up to. Those whose words are gone prove nothing any more, and leave open what the source says.
 * @param isDisputed whether somebody says otherwise
 */
export function corroborationOf(
  citations: readonly Pick<Citation, 'source' | 'status'>[],
  isDisputed: boolean,
  sourceOf: (id: string) => Published | undefined,
): Corroboration {
  const holding = citations.filter(({ status }) => status !== 'stale');
  const { together, ...counts } = voicesOf(
    holding.map(({ source }) => source),
    sourceOf,
  );
  const listed = together.slice(0, MAX_LISTED).map(({ sources, because }) => ({
    sources: sources.slice(0, MAX_LISTED),
    ...(sources.length > MAX_LISTED && { more: sources.length - MAX_LISTED }),
    because: because.slice(0, MAX_LISTED),
  }));
  return {
    ...counts,
    disputed: isDisputed || holding.length < citations.length,
    ...(listed.length > 0 && { together: listed }),
  };
}
