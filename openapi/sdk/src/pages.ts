/** Goes through a list to its end, as pages or as items. */
import type { AnyProblem } from './calls.js';
import { ProblemError } from './problems.js';

interface Page<Item = unknown> {
  data: readonly Item[];
  page: { next?: string };
}

/** What a list call gives, thrown or not. */
interface Listed<P> {
  data: P | undefined;
  error?: AnyProblem | undefined;
  response: Response;
}

/** Asks for the page that begins `from`; the first is asked for with nothing. */
type List<P> = (from: { cursor?: string }) => Promise<Listed<P>>;

/** One page after the other; a refusal is thrown. */
export async function* pages<P extends Page>(list: List<P>): AsyncGenerator<P, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data, error, response } = await list(cursor === undefined ? {} : { cursor });
    if (error) throw new ProblemError(error, response);
    if (!data) return;
    yield data;
    if (data.page.next !== undefined && data.page.next === cursor)
      throw new TypeError('the same page came twice: pass on to the call what the function is given');
    cursor = data.page.next;
  } while (cursor !== undefined);
}

/** One item after the other, page by page; a refusal is thrown. */
export async function* items<Item>(list: List<Page<Item>>): AsyncGenerator<Item, void, undefined> {
  for await (const page of pages(list)) yield* page.data;
}
