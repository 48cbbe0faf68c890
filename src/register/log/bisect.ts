/** Binary search. */

/** The last of the numbers 1 to `limit` for which `holds` is true, if it is true for all smaller ones; 0 if for none. */
export async function lastWhere(limit: number, holds: (number: number) => Promise<boolean>): Promise<number> {
  let [known, open] = [0, limit];
  while (known < open) {
    const middle = Math.ceil((known + open) / 2);
    if (await holds(middle)) known = middle;
    else open = middle - 1;
  }
  return known;
}
