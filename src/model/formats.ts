/** The string formats of the contract, some of them its own: each says why a text isn't one. */
import { parseEdtf, refuseDay } from './dates/edtf.js';
import { hiddenIn, isVisible } from './visible.js';
import { CURRENCIES } from './vocabulary/currencies.js';

/** Why a text isn't of the format, or undefined when it is. */
type Refuse = (text: string) => string | undefined;

export const FORMATS: Record<string, Refuse> = {
  name: refuseInvisible,
  prose: refuseInvisible,
  'key-name': refuseHidden,
  edtf: (text) => parseEdtf(text).refused,
  date: refuseDay,
  'date-time': refuseInstant,
  lei: (text) =>
    checkDigitsHold(text)
      ? undefined
      : `"${text}" isn't a legal entity identifier: its check digits don't fit (ISO 17442)`,
  currency: (text) =>
    CURRENCIES.has(text)
      ? undefined
      : `"${text}" isn't the code of a currency (ISO 4217), such as USD; of tokens write the amount and the text alone`,
  decimal: (text) =>
    /^(0|[1-9]\d*)(\.\d+)?$/.test(text)
      ? undefined
      : `"${text}" isn't a number such as 1500000.50: digits, with a point before fractions, without signs, groups or exponents`,
  'language-tag': (text) =>
    isLanguageTag(text) ? undefined : `"${text}" isn't a language tag (BCP 47), such as en or zh-Hant`,
  uri: (text) =>
    isWebAddress(text)
      ? undefined
      : `"${text}" isn't an http or https address that can be stored: write it whole, percent-encoded, without credentials`,
};

/** That empty text is too short is said by its length. */
function refuseInvisible(text: string): string | undefined {
  if (text === '' || isVisible(text)) return undefined;
  return 'it should have something to read: white space, marks without a letter and invisible characters are none';
}

function refuseHidden(text: string): string | undefined {
  const hidden = hiddenIn(text);
  return hidden === undefined
    ? refuseInvisible(text)
    : `it has ${hidden}, which is invisible or changes the direction of text; leave it out`;
}

/** The formats that are about which characters stand in a text, not about what they say. */
export const OF_CHARACTERS = ['name', 'prose', 'key-name'];

/** An instant as RFC 3339 prescribes it: with seconds, though without leap seconds, and an offset. */
export const INSTANT =
  '^\\d{4}-\\d{2}-\\d{2}[Tt]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$';

function refuseInstant(text: string): string | undefined {
  if (!new RegExp(INSTANT).test(text))
    return `"${text}" isn't an instant; write it as 2025-08-01T12:00:00Z (RFC 3339; a "+" in an address is %2B)`;
  const refused = refuseDay(text.slice(0, 10));
  if (refused !== undefined) return refused;
  const moved = new Date(text.toUpperCase());
  const isInRange = !Number.isNaN(moved.getTime()) && moved.toISOString().length === 24;
  return isInRange ? undefined : `"${text}" lies outside the years 0000 to 9999`;
}

/** ISO 7064 MOD 97-10: letters count as 10 to 35, and the whole number leaves 1. */
function checkDigitsHold(lei: string): boolean {
  let rest = 0;
  for (const character of lei) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97;
  return /^[0-9A-Z]{18}\d{2}$/.test(lei) && rest === 1;
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The characters that RFC 3986 lets stand in an address, and percent escapes. */
const ADDRESS = /^https?:\/\/(?![/?#])(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

function isWebAddress(text: string): boolean {
  if (!ADDRESS.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  return hostname !== '' && username === '' && password === '';
}
