/** Which names a key can't have, because changes would seem to be made by somebody else. */
import type { Finding } from '../../model/refusal.js';
import { plainName } from '../../register/index/names.js';

/** Actors that are not keys of the register. */
const RESERVED = ['admin', 'entente'];

/** Letters and digits that look like those of the reserved names. Accents and forms of one letter are folded before. */
const LOOK_ALIKES: Record<string, string> = {
  a: 'аαɑᴀꭺ',
  d: 'ԁᴅꭰ',
  e: 'еҽεєᴇꭼ',
  i: 'іιӏɩɪ1lǀ|',
  m: 'мμᴍꮇ',
  n: 'пηոɴп',
  t: 'тτᴛꭲ',
};
const LETTER_OF = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([letter, alike]) => Array.from(alike, (one): [string, string] => [one, letter])),
);

/** The name with neither case, accents and marks, nor letters of other scripts that look the same. */
const seenAs = (name: string): string =>
  Array.from(plainName(name), (letter) => LETTER_OF.get(letter) ?? letter).join('');

/** What is wrong with a name that its schema takes. */
export function faultsOfName(name: string): Finding[] {
  if (!RESERVED.includes(seenAs(name))) return [];
  const detail = `"${name}" looks like what the service calls itself or the admin key; choose another name`;
  return [{ pointer: '/name', code: 'reserved_name', detail }];
}
