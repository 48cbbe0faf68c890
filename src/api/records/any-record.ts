/** The schema of a record of any kind. */
import { ref, type TObject, type TSchema, Type } from '../../model/schema.js';

export const anyRecord = (documents: readonly TObject[]): TSchema =>
  Type.Unsafe({
    $id: 'AnyRecord',
    description: 'A record of any kind.',
    anyOf: documents.map((document) => ref(document)),
    examples: documents.flatMap(({ examples }) => examples?.slice(0, 1) ?? []).slice(-1),
  });
