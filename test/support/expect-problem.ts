/** Asserts what every refusal has to look like. */
import type { Test } from 'tap';
import type { Answer, Json } from './register.js';

/** Where a finding is: `/title` in the body, `(body)` for all of it, `?limit` a parameter, `If-Match:` a header. */
const placeOf = ({ pointer, parameter, header }: Json): string => {
  if (pointer !== undefined) return pointer === '' ? '(body)' : pointer;
  return parameter === undefined ? `${header}:` : `?${parameter}`;
};

/** What no answer may reveal: stack traces, statements of the database, files. */
const INSIDE = /node_modules|\.[jt]s:\d|\n\s+at |SQLITE|\bselect\b.+\bfrom\b|\binsert into\b/i;

/**
 * Asserts that the answer is the problem of this status and code and, when findings are given, that it has these, each
 * written as its place and its code (`/title required`) or its place alone, and none at any other place. Returns all.
 */
export function expectProblem(t: Test, answer: Answer, status: number, code: string, ...findings: string[]): Json[] {
  const { type, title, detail, instance, errors = [] } = answer.body ?? {};
  const about = findings.join(', ').slice(0, 200) || code;
  t.same([answer.status, answer.body?.code], [status, code], about);
  if (findings.length > 0) {
    const found = new Set(errors.flatMap((error: Json) => [placeOf(error), `${placeOf(error)} ${error.code}`]));
    const elsewhere = errors
      .map(placeOf)
      .filter((place: string) => !findings.some((one) => `${one} `.startsWith(`${place} `)));
    const missing = findings.filter((one) => !found.has(one));
    t.same({ missing, elsewhere, found }, { missing: [], elsewhere: [], found }, about);
  }
  t.same([answer.body?.status, type], [status, `/problems/${code}`], 'status and type repeat it');
  for (const told of [title, detail, instance]) t.ok(typeof told === 'string' && told.length > 0);
  t.notMatch(answer.text, INSIDE, 'no internals are revealed');
  return errors;
}
