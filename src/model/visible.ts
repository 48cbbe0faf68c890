/** Which text can be seen, and which characters can't. */

/** What is drawn as nothing: joiners, fillers, signs of direction, blank signs, places for what isn't text. */
const HIDDEN = String.raw`\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2800\ufff9-\ufffc\u{1d159}\u{13430}-\u{13442}`;
const ONE_HIDDEN = new RegExp(`[${HIDDEN}\\p{Zl}\\p{Zp}]`, 'u');
/** A mark by itself has nothing to stand on. */
const ONE_SEEN = new RegExp(`[^${HIDDEN}\\p{White_Space}\\p{M}]`, 'u');

/** Whether a text has anything to read in it. */
export const isVisible = (text: string): boolean => ONE_SEEN.test(text);

/** The first invisible character, or one that changes the direction of text, as `U+200B`; undefined when there is none. */
export function hiddenIn(text: string): string | undefined {
  const codePoint = ONE_HIDDEN.exec(text)?.[0].codePointAt(0);
  return codePoint === undefined ? undefined : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
