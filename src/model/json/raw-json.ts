/** Renders JSON that embeds already rendered JSON, which is not parsed again. */
import { isMembers } from '../members.js';

/** Rendered JSON, as a value among others. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Like `JSON.stringify`, but with raw JSON as it is, and maps as objects whose members keep their order. */
export function render(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (Array.isArray(value)) return `[${value.map((entry) => render(entry ?? null)).join(',')}]`;
  if (value instanceof Map) return renderMembers(value);
  if (isMembers(value)) return renderMembers(Object.entries(value));
  return JSON.stringify(value);
}

function renderMembers(members: Iterable<[string, unknown]>): string {
  let rendered = '';
  for (const [name, value] of members)
    if (value !== undefined)
      rendered += `${rendered === '' ? '' : ','}${JSON.stringify(name)}:${isPlain(value) ? JSON.stringify(value) : render(value)}`;
  return `{${rendered}}`;
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
