/** What a quotation may be, found in a plain way: over the whole text, place by place. */

const UNSPACED = /^(?!\p{scx=Latn})(?=[\p{L}\p{Nl}])[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmr}]/u;

/** The code points at which a quotation may begin or end, as UAX #29 has them. */
export function borders(text: string): Set<number> {
  const starts = (granularity: 'word' | 'grapheme') =>
    Array.from(new Intl.Segmenter('en', { granularity }).segment(text), ({ index }) => index);
  const clusters = starts('grapheme');
  const words = new Set(starts('word'));
  const isUnspaced = (unit: number | undefined) => unit !== undefined && UNSPACED.test(text.slice(unit));
  const units = clusters.filter((unit, at) => words.has(unit) || isUnspaced(unit) || isUnspaced(clusters[at - 1]));
  return new Set([...units, text.length].map((unit) => [...text.slice(0, unit)].length));
}
