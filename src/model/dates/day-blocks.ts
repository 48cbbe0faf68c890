/**
 * Stretches of days as blocks of 1, 2, 4, 8 … days (a segment tree): a few blocks make up any stretch, and a day lies in one
 * block of each size. So an index that only knows equal values finds which stretches hold a day.
 */
import { type Bounds, dayNumber } from './edtf.js';

const FIRST = dayNumber('0000-01-01');
const LAST = dayNumber('9999-12-31');

/** So many sizes that the largest block holds all days. */
const SIZES = Math.ceil(Math.log2(LAST - FIRST + 1)) + 1;

const block = (size: number, index: number): string => `${size}.${index}`;

/** The blocks that a day lies in, one of each size. */
export const blocksAround = (day: string): string[] =>
  Array.from({ length: SIZES }, (_, size) => block(size, Math.floor((dayNumber(day) - FIRST) / 2 ** size)));

/** The fewest blocks that make up a stretch; a bound that is absent is open. None when it ends before it begins. */
export function blocksOf({ earliest, latest }: Bounds): string[] {
  const blocks: string[] = [];
  let from = (earliest === undefined ? FIRST : dayNumber(earliest)) - FIRST;
  let to = (latest === undefined ? LAST : dayNumber(latest)) - FIRST;
  for (let size = 0; from <= to; size++) {
    if (from % 2 === 1) blocks.push(block(size, from++));
    if (to % 2 === 0) blocks.push(block(size, to--));
    [from, to] = [from / 2, (to - 1) / 2];
  }
  return blocks;
}
