/** Finds the members that an object of a JSON text has twice: JSON.parse keeps the last of them in silence. */
import { asToken } from '../validation.js';

export interface RepeatedMember {
  /** JSON Pointer (RFC 6901) of the member; of one that is very deep only the beginning. */
  pointer: string;
  name: string;
}

/** An object or list that the scan is in. */
interface Frame {
  /** The names that an object had so far; absent for a list. */
  names?: Set<string>;
  /** Where the scan is in it: the last name of an object, the index of an entry. */
  at: string | number;
}

const MAX_POINTER_LENGTH = 2000;

/**
 * The repeated members of a text, at most `limit`. It has to be JSON: then a string is a name when a colon follows. One pass,
 * without recursion, since a client decides the depth.
 */
export function repeatedMembers(text: string, limit: number): RepeatedMember[] {
  const found: RepeatedMember[] = [];
  const frames: Frame[] = [];
  let frame: Frame | undefined;
  /** Where the last string begins and ends. */
  let [from, to] = [0, 0];
  for (let index = 0; index < text.length && found.length < limit; index++) {
    switch (text[index]) {
      case '"':
        from = index + 1;
        to = endOfString(text, from);
        index = to;
        break;
      case '{':
        frame = { names: new Set(), at: 0 };
        frames.push(frame);
        break;
      case '[':
        frame = { at: 0 };
        frames.push(frame);
        break;
      case '}':
      case ']':
        frames.pop();
        frame = frames.at(-1);
        break;
      case ',':
        if (typeof frame?.at === 'number') frame.at += 1;
        break;
      case ':': {
        if (frame?.names === undefined) break;
        const name = nameIn(text, from, to);
        frame.at = name;
        if (frame.names.has(name)) found.push({ pointer: pointerOf(frames), name });
        frame.names.add(name);
      }
    }
  }
  return found;
}

/** The place of the quotation mark that ends a string: the first one that is not escaped. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); ; end = text.indexOf('"', end + 1)) {
    let begin = end;
    while (begin > from && text[begin - 1] === '\\') begin -= 1;
    if ((end - begin) % 2 === 0) return end;
  }
}

/** A name as it is read: `"\u0061"` is `"a"`. */
function nameIn(text: string, from: number, to: number): string {
  const name = text.slice(from, to);
  return name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name;
}

function pointerOf(frames: readonly Frame[]): string {
  let pointer = '';
  for (const { at } of frames) {
    pointer += `/${typeof at === 'string' ? asToken(at) : at}`;
    if (pointer.length > MAX_POINTER_LENGTH) break;
  }
  return pointer;
}
