/** What a quotation may be, found in a plain way: over the whole text, place by place. */

const UNSPACED = /^(?!\p{scx=Latn})(?=[\p{L}\p{Nl}])[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Khmr}]/u;

const MARKS = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff'];

/** The code points at which a quotation may begin or end: as UAX #29 has them, were the unseen marks there not in the text. */
export function borders(text: string): Set<number> {
  const points = [...text];
  const isMark = (at: number) => MARKS.includes(points[at] ?? '');
  const whole = bordersAsTheyStand(text);
  return new Set(
    [...points, ''].flatMap((_point, at) => {
      let [from, to] = [at, at];
      while (isMark(from - 1)) from -= 1;
      while (isMark(to)) to += 1;
      if (from === to) return whole.has(at) ? [at] : [];
      const others = [...points.slice(0, from), ...points.slice(to)].join('');
      return bordersAsTheyStand(others).has(from) ? [at] : [];
    }),
  );
}

function bordersAsTheyStand(text: string): Set<number> {
  const starts = (granularity: 'word' | 'grapheme') =>
    Array.from(new Intl.Segmenter('en', { granularity }).segment(text), ({ index }) => index);
  const clusters = starts('grapheme');
  const words = new Set(starts('word'));
  const isUnspaced = (unit: number | undefined) => unit !== undefined && UNSPACED.test(text.slice(unit));
  const units = clusters.filter((unit, at) => words.has(unit) || isUnspaced(unit) || isUnspaced(clusters[at - 1]));
  return new Set([...units, text.length].map((unit) => [...text.slice(0, unit)].length));
}
