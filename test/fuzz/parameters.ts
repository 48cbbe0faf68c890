/** Each rule of each parameter and header broken once, and each limit of them reached. */
import fc from 'fast-check';
import type { Json } from '../support/register.js';
import { breaks, changed, limits } from './breaks.js';
import type { Contract, Operation, Parameter } from './operations.js';
import type { Request } from './requests.js';
import type { ValuesOf } from './values.js';

export interface ParameterChange {
  /** The parameter or header; what breaks it is refused by this name. */
  name: string;
  what: string;
  apply(request: Request): Request;
}

const PART = { path: 'path', query: 'query', header: 'headers' } as const;

export function* brokenParameters(
  contract: Contract,
  valuesOf: ValuesOf,
  operation: Operation,
): Generator<ParameterChange> {
  const to = (part: Parameter['in'], name: string, what: string, value: Json): ParameterChange => ({
    name,
    what,
    apply: setting(part, name, value),
  });
  yield to('query', 'no_such_parameter', 'is unknown', 1);
  for (const parameter of operation.parameters) {
    const { in: part, name, schema } = parameter;
    const [value] = fc.sample(valuesOf(schema, 'all'), { seed: 1, numRuns: 1 });
    for (const broken of breaks(contract, valuesOf, value, schema)) {
      const wrong = changed(value, broken);
      if (isSaid(parameter, contract, broken.codes, wrong)) yield to(part, name, broken.what, wrong);
    }
    const { type, minimum = 0 } = contract.resolve(schema);
    if (type === 'integer')
      for (const one of ['', '1e1', '0x10', `${minimum}x`, '９'])
        if (part === 'query' || one) yield to(part, name, `is "${one}"`, one);
    if (part === 'query' && type !== 'array') yield to(part, name, 'is given twice', [value, value]);
  }
}

/** Whether what is wrong with the value is still wrong when it is written into an address or a header. */
function isSaid({ in: part, schema, explode }: Parameter, contract: Contract, codes: string[], value: Json): boolean {
  const { type } = contract.resolve(schema);
  // All that is in an address or a header is text.
  if (codes.includes('wrong_type') && type !== 'integer' && type !== 'boolean') return false;
  if (part === 'header') return !/^\s|\s$/.test(value);
  if (Array.isArray(value)) return explode ? value.length > 0 : value.every((one) => !String(one).includes(','));
  return part === 'query' || value !== '';
}

/** Parameters whose values depend on more than their schema: conditions, positions, references. */
const MEANT = new Set([
  ...['If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID', 'Log-Sequence-Min', 'cursor', 'id', 'revision'],
  ...['from', 'to', 'recorded_at', 'after'],
]);

/** Each parameter alone, at its limits and with each value that is listed for it. */
export function* limitsOfParameters(
  contract: Contract,
  valuesOf: ValuesOf,
  operation: Operation,
): Generator<ParameterChange> {
  for (const { in: part, name, schema } of operation.parameters) {
    // Many ids of one kind are as good as any; in a path the id is that of the record.
    if (MEANT.has(name) && !(part === 'query' && name === 'id')) continue;
    const [value] = fc.sample(valuesOf(schema, 'all'), { seed: 1, numRuns: 1 });
    for (const change of limits(contract, valuesOf, value, schema))
      yield { name, what: change.what, apply: setting(part, name, changed(value, change)) };
  }
}

/** A request with the parameter set; in the query only what has to be stands beside it, so that it is named for what it is. */
const setting =
  (part: Parameter['in'], name: string, value: Json) =>
  (request: Request): Request => {
    if (part !== 'query') return { ...request, [PART[part]]: { ...request[PART[part]], [name]: value } };
    const needed = request.operation.parameters.filter((one) => one.in === 'query' && one.required);
    const query = Object.fromEntries(needed.map((one) => [one.name, request.query[one.name]]));
    return { ...request, query: { ...query, [name]: value } };
  };
