/** Follows every link of every answer, as a client resolves them. */

import type { Json } from '../../support/register.js';
import { withWholeOperations } from '../../support/whole-operations.js';

export interface Answer {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

/** Asks, and reads to the end, or to the first words of what has none. */
export async function ask(url: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...options });
  const { status, headers } = response;
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (headers.get('content-type')?.includes('event-stream')) break;
  }
  return { url, status, headers, text };
}

/** The members of answers whose value is an address of the service's own. */
const MEMBERS = ['href', 'type'];

/** The addresses in JSON: in such members wherever they stand, in all that the home page names, and the servers of a contract. */
function* inJson(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if (value.openapi !== undefined) {
    for (const { url } of value.servers) yield* pathsOf(value, url);
    return;
  }
  if (value.contract !== undefined) yield* Object.values<string>({ ...value, name: '', version: '' }).filter(Boolean);
  for (const [name, member] of Object.entries<Json>(value))
    if (MEMBERS.includes(name) && typeof member === 'string' && member.includes('/')) yield member;
    else yield* inJson(member);
}

/** What can be asked of a server as the contract has it, without anything to fill in. */
function* pathsOf(contract: Json, server: string): Generator<string> {
  for (const [path, { get }] of Object.entries<Json>(withWholeOperations(contract).paths))
    if (get && !path.includes('{') && !get.parameters?.some(({ required }: Json) => required))
      yield server.replace(/\/$/, '') + path;
}

const matches = (text: string | null, pattern: RegExp): string[] =>
  [...(text ?? '').matchAll(pattern)].map(([, found = '']) => found);

/** Every address that an answer leads to, resolved as RFC 3986 says. */
export function linksOf({ url, headers, text }: Answer): string[] {
  const type = headers.get('content-type') ?? '';
  const location = headers.get('location');
  const links = [
    ...(location === null ? [] : [location]),
    ...matches(headers.get('link'), /<([^>]*)>/g),
    ...(/html/.test(type) ? matches(text, /(?:src|href)="([^"]*)"/g) : []),
    ...(/json$|json;/.test(type) && !/json-patch|ndjson/.test(type) && text !== '' ? inJson(JSON.parse(text)) : []),
  ];
  return links.map((link) => new URL(link.replaceAll('&amp;', '&'), url).href);
}

const isCounted = (url: string): boolean => /[?&](facets|histogram)=/.test(url);

/**
 * Asks for all that answers lead to, and for what that leads to in turn, each as a program and as a browser would; gives
 * all that was answered. Counts that are led to by counts are left out: there is no end of their combinations.
 */
export async function crawl(answers: readonly Answer[], headers: Record<string, string>): Promise<Answer[]> {
  const waiting = answers.flatMap(linksOf);
  const known = new Set<string>();
  const found: Answer[] = [];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (known.has(url)) continue;
    known.add(url);
    for (const accept of ['*/*', 'text/html,*/*;q=0.8']) {
      const answer = await ask(url, { headers: { ...headers, accept } });
      found.push(answer);
      waiting.push(...linksOf(answer).filter((link) => !isCounted(answer.url) || !isCounted(link)));
    }
  }
  return found;
}
