/** What a refusal has to look like, wherever it comes from. */
import type { Test } from 'tap';
import type { Answer, Json } from './register.js';

/** Where a finding is: `/title` in the body, `(body)` for all of it, `?limit` a parameter, `If-Match:` a header. */
export const placeOf = ({ pointer, parameter, header }: Json): string => {
  if (pointer !== undefined) return pointer === '' ? '(body)' : pointer;
  return parameter === undefined ? `${header}:` : `?${parameter}`;
};

const told = (errors: Json[]): string[] => errors.map((error) => `${placeOf(error)} ${error.code}`).sort();

/** What no answer may let out: stack traces, statements of the database, files. */
const INSIDE = /node_modules|\.[jt]s:\d|\n\s+at |SQLITE|\bselect\b.+\bfrom\b|\binsert into\b/i;

/**
 * Asserts that the answer is the problem of this status and code and, when findings are given, that it has exactly
 * these, each written as its place and its code: `/title required`.
 */
export function refused(t: Test, answer: Answer, status: number, code: string, ...findings: string[]): Json[] {
  const { type, title, detail, instance, errors = [] } = answer.body ?? {};
  const seen = { status: answer.status, code: answer.body?.code, ...(findings.length > 0 && { errors: told(errors) }) };
  const about = `${code}${findings.length > 0 ? `: ${findings.join(', ')}` : ''}`.slice(0, 200);
  t.same(seen, { status, code, ...(findings.length > 0 && { errors: findings.toSorted() }) }, about);
  t.equal(answer.body?.status, status, 'the body repeats the status');
  t.equal(type, `/problems/${code}`, 'the type is the address of an explanation');
  for (const told of [title, detail, instance]) t.ok(typeof told === 'string' && told.length > 0);
  t.notMatch(answer.text, INSIDE, 'nothing of the inside gets out');
  return errors;
}
