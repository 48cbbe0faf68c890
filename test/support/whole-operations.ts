/** The contract with the parameters of each operation and the examples of its answers in their place. */
import type { Json } from './register.js';

/** A copy of the contract in which no operation refers to a shared parameter, and no answer to a shared example. */
export function withWholeOperations(document: Json): Json {
  const copy = structuredClone(document);
  const inPlace = ({ $ref, ...own }: Json): Json => {
    if ($ref === undefined) return own;
    const [, , section, name] = $ref.split('/');
    return structuredClone(copy.components[section][name]);
  };
  for (const methods of Object.values<Json>(copy.paths))
    for (const operation of Object.values<Json>(methods)) {
      if (operation.parameters) operation.parameters = operation.parameters.map(inPlace);
      for (const answer of Object.values<Json>(operation.responses))
        for (const media of Object.values<Json>(answer.content ?? {})) {
          if (!media.examples) continue;
          media.example = inPlace(media.examples.example).value;
          delete media.examples;
        }
    }
  return copy;
}
