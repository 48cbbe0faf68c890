/** How large the contract is for the programs that take it apart. */
import type { Json } from '../support/register.js';

/** The length of a value as JSON with every reference replaced by what it refers to; what stands beside one is kept. */
export function inlinedLength(document: Json): (value: Json) => number {
  const known = new Map<string, number>();
  const lengthOf = (value: Json, above: readonly string[]): number => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value).length;
    if (Array.isArray(value)) return value.reduce((sum: number, one: Json) => sum + lengthOf(one, above) + 1, 1);
    const { $ref, ...beside } = value;
    if (typeof $ref !== 'string')
      return Object.entries(value).reduce((sum, [name, one]) => sum + name.length + 4 + lengthOf(one, above), 1);
    if (above.includes($ref)) return JSON.stringify(value).length;
    const target = $ref
      .slice(2)
      .split('/')
      .reduce((at: Json, name: string) => at[name], document);
    const key = `${$ref} ${Object.keys(beside)}`;
    const rest = Object.fromEntries(Object.entries(target).filter(([name]) => !(name in beside)));
    const length = known.get(key) ?? lengthOf(rest, [...above, $ref]);
    known.set(key, length);
    return length + lengthOf(beside, above) - 1;
  };
  return (value) => lengthOf(value, []);
}

/** The operations as functions that a language model can call: their names, what they do, and what they take. */
export const asFunctions = (document: Json): Json[] =>
  Object.values<Json>(document.paths)
    .flatMap((methods) => Object.values<Json>(methods))
    .map(({ operationId, summary, description, parameters = [], requestBody }) => ({
      name: operationId,
      description: `${summary}. ${description}`,
      parameters: {
        type: 'object',
        properties: Object.fromEntries(
          parameters.map((one: Json) => [one.name, { ...one.schema, description: one.description }]),
        ),
        required: parameters.filter((one: Json) => one.required).map((one: Json) => one.name),
        ...(requestBody && { body: Object.values<Json>(requestBody.content)[0].schema }),
      },
    }));
