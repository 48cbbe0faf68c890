/** The contract with the parameters and answers of each operation in their place. */
import type { Json } from './register.js';

/** A copy of the contract in which no operation refers to a shared parameter or to a shared answer of success. */
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
      for (const [status, answer] of Object.entries<Json>(operation.responses))
        if (status.startsWith('2')) operation.responses[status] = inPlace(answer);
    }
  return copy;
}
