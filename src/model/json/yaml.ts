/** Writes JSON values as YAML: maps and lists in blocks, texts in quotation marks unless they are plain words. */
import { isMembers } from '../members.js';

export const asYaml = (value: unknown): string => `${lines(value, '').join('\n')}\n`;

function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((item) => {
      const [first = '', ...rest] = lines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  if (isMembers(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, member]) => {
      const key = `${indent}${scalar(name)}:`;
      const below = lines(member, `${indent} `);
      return isBlock(member) ? [key, ...below] : [`${key} ${(below[0] ?? '').trimStart()}`];
    });
  return [`${indent}${scalar(value)}`];
}

const isBlock = (value: unknown): boolean =>
  (Array.isArray(value) && value.length > 0) || (isMembers(value) && Object.keys(value).length > 0);

/** JSON is YAML, so whatever might be read as something else is written as JSON. */
const scalar = (value: unknown): string =>
  typeof value === 'string' && PLAIN.test(value) && !TAKEN.test(value) ? value : JSON.stringify(value);

const PLAIN = /^([A-Za-z][A-Za-z0-9_/-]*|\d+\.\d+\.\d+)$/;
/** Words that YAML 1.1 or 1.2 reads as something else. */
const TAKEN = /^(true|false|null|yes|no|on|off|y|n)$/i;
