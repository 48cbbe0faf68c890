/** Checks the text of a source: its size and its characters. */
import type { Finding } from '../refusal.js';

/** Bytes in UTF-8: 8 MiB. */
export const MAX_TEXT_SIZE = 8 << 20;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const CONTROL = /[\x00-\x08\x0B\x0E-\x1F\x7F-\x9F]/;

/**
 * A text without byte-order marks at its beginning. Clients that decode bytes drop one without saying so, and would then count
 * other offsets than the service.
 */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF+/, '');

/** What is wrong with a text: that it is empty or too large, or where its first control character stands. */
export function findingsIn(text: string): Finding[] {
  const found = (detail: string): Finding[] => [{ pointer: '', code: 'not_a_text', detail }];
  if (withoutMark(text) === '') return found('the text is empty; DELETE takes a text away');
  if (Buffer.byteLength(text) > MAX_TEXT_SIZE) return found('the text is larger than 8 MiB');
  const at = text.search(CONTROL);
  if (at < 0) return [];
  const character = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return found(
    `a text has no control characters but tab, line feed, form feed and carriage return; there is U+${character} at ${[...text.slice(0, at)].length}`,
  );
}
