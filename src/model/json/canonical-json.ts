/** Canonical JSON (RFC 8785): one text for each value, whatever the order of its members was. */
import { isMembers } from '../members.js';
import { invalid } from '../refusal.js';

/** No answer and no record is nested as deep as this; a client may send what is. */
const MAX_DEPTH = 200;

/**
 * JSON.stringify writes numbers and strings as the RFC wants them; names are sorted by their UTF-16 code units, as `sort`
 * does. Refuses what is nested too deep, and numbers that JSON.parse makes infinite.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) refuse(`it is nested deeper than ${MAX_DEPTH} levels`);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse('a number in it is too large');
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry, depth + 1)).join(',')}]`;
  if (!isMembers(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .filter((name) => value[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

function refuse(detail: string): never {
  throw invalid([{ pointer: '', code: 'out_of_range', detail }]);
}
