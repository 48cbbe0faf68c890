/** The documents of the project, read from their folders so that none is forgotten, and what stands in them. */
import { readdirSync, readFileSync } from 'node:fs';
import { packageFile } from '../../src/db/package-file.js';
import type { Json } from '../support/register.js';

const FOLDERS = ['', 'docs/', 'openapi/', 'openapi/sdk/', 'db/example/'];

/** All documents by their paths. */
export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(packageFile(folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name): [string, string] => [folder + name, readFileSync(packageFile(folder + name), 'utf8')]),
  ),
);

export function documentAt(path: string): string {
  const text = DOCUMENTS.get(path);
  if (text === undefined) throw new Error(`there is no document ${path}`);
  return text;
}

/** The text under a heading up to the next one of its level or above; only one of the documents has it. */
export function section(heading: string, paths: Iterable<string> = DOCUMENTS.keys()): string {
  const found = [...paths].map(documentAt).flatMap((text) => {
    const [, level, rest] =
      new RegExp(`^(#+) ${heading.replaceAll(/[?]/g, '\\$&')}\\n([\\s\\S]*)`, 'm').exec(text) ?? [];
    return level === undefined || rest === undefined ? [] : [rest.split(new RegExp(`^#{1,${level.length}} `, 'm'))[0]!];
  });
  if (found.length !== 1) throw new Error(`${found.length} documents have a section "${heading}"`);
  return found[0]!;
}

/** The rows of a section's tables, without their heads. */
export const rows = (heading: string): string[][] =>
  [...section(heading).matchAll(/^\| (.*) \|$(?!\n\|-)/gm)].map(([, row = '']) => row.split(' | '));

/** The words in code type, without those of the blocks. */
export const codes = (text: string): string[] =>
  [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

export interface Block {
  language: string;
  code: string;
  /** The prose between this block and the next. */
  after: string;
}

export function blocks(text: string): Block[] {
  const [, ...parts] = text.split(/^```(?=[a-z])/m);
  return parts.map((part) => {
    const [, language = '', code = '', after = ''] = /^([a-z]+)\n([\s\S]*?\n)```\n([\s\S]*)$/.exec(part) ?? [];
    return { language, code, after };
  });
}

/** The status that a document promises after a command. */
export const promised = ({ after }: Block): string | undefined => /\*\*(\d{3})\*\*/.exec(after)?.[1];

/** What an answer says of the members that are expected; lists are shown whole. */
export function shown(answer: Json, expected: Json): Json {
  if (Array.isArray(answer) && Array.isArray(expected)) return answer.map((item, at) => shown(item, expected[at]));
  if (!isObject(answer) || !isObject(expected)) return answer;
  const names = Object.keys(expected).filter((name) => name in answer);
  return Object.fromEntries(names.map((name) => [name, shown(answer[name], expected[name])]));
}
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const code = [...DOCUMENTS.values()].flatMap((text) => blocks(text).filter(({ language }) => language === 'ts'));

/** Whole programs in TypeScript, which import what they use. */
export const PROGRAMS: readonly string[] = code.map(({ code }) => code).filter((code) => code.startsWith('import '));

/** Parts of programs. */
export const PIECES: readonly string[] = code.map(({ code }) => code).filter((code) => !code.startsWith('import '));
