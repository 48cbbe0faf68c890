/** The contract with the parameters of each operation in their place. */
import type { Json } from './register.js';

/** A copy of the contract in which no operation refers to a shared parameter. */
export function withParameters(document: Json): Json {
  const copy = structuredClone(document);
  for (const methods of Object.values<Json>(copy.paths))
    for (const operation of Object.values<Json>(methods))
      if (operation.parameters) operation.parameters = operation.parameters.map((one: Json) => parameterOf(copy, one));
  return copy;
}

const parameterOf = ({ components }: Json, { $ref, ...own }: Json): Json =>
  structuredClone($ref === undefined ? own : components.parameters[$ref.split('/').at(-1)]);
