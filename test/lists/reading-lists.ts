/** How the tests of files read lists and tables. */
import { parse } from 'csv-parse/sync';
import type { Collection } from '../support/random-register.js';
import type { Json, TestRegister } from '../support/register.js';

export const COLLECTIONS: Collection[] = ['parties', 'sources', 'events', 'partnerships'];

/** The rows of a table, each by the names of its columns, as a spreadsheet shows them. */
export const opened = (file: string): Record<string, string>[] => parse(file, { columns: true, bom: true });

/** All records of a list, page by page. */
export async function pages(register: TestRegister, address: string): Promise<Json[]> {
  const records: Json[] = [];
  let cursor = '';
  do {
    const { body } = await register.get(`${address}${address.includes('?') ? '&' : '?'}limit=100${cursor}`);
    records.push(...body.data);
    cursor = body.page.next === undefined ? '' : `&cursor=${body.page.next}`;
  } while (cursor !== '');
  return records;
}
