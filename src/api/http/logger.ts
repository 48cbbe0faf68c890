/** The log of the service: lines of JSON in which no key is ever written. */

export interface LogLine {
  write(line: string): void;
}

/**
 * The logger options for Fastify.
 * @param secrets masked in the log, as is whatever looks like a key of the service
 */
export function logger(level: string, secrets: readonly string[], out: LogLine = process.stdout) {
  if (level === 'silent') return false;
  const mask = masking(secrets);
  return { level, redact: ['req.headers.authorization'], stream: { write: (line: string) => out.write(mask(line)) } };
}

/** The beginning of every key that the service makes. */
export const KEY_PREFIX = 'entente_';

/** Masks keys in whole lines: they may be in addresses, and in messages that repeat what was sent. */
export function masking(secrets: readonly string[]): (line: string) => string {
  const keys = new RegExp([...secrets.map(inAnyForm), `${inAnyForm(KEY_PREFIX)}[\\w%-]*`].join('|'), 'gi');
  return (line) => line.replace(keys, '(a key)');
}

/** Matches a text as it is, escaped in JSON, or percent-encoded in whole or in part. */
const inAnyForm = (text: string): string =>
  [...text]
    .map((character) => {
      const code = character.charCodeAt(0).toString(16).padStart(2, '0');
      const inJson = JSON.stringify(character).slice(1, -1);
      return `(?:${inJson.replaceAll(/[^A-Za-z0-9]/g, '\\$&')}|%${code})`;
    })
    .join('');
