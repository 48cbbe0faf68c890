/** Searches a numbered row by halves. */

/** The last of the numbers 1 to `most` that something holds for, when it holds for all before that one; 0 when for none. */
export async function lastOf(most: number, holds: (number: number) => Promise<boolean>): Promise<number> {
  let [known, open] = [0, most];
  while (known < open) {
    const middle = Math.ceil((known + open) / 2);
    if (await holds(middle)) known = middle;
    else open = middle - 1;
  }
  return known;
}
