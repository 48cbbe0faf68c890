/** What a date filter leaves out of all records: counted as they are written, and held against going through their days. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { Sqlite } from '../../src/db/sqlite/driver.js';
import { answer, innerDays, type WrittenDate, writtenDates } from '../support/days.js';
import { runs } from '../support/place.js';
import { openRegister, type TestRegister } from '../support/register.js';

const IDS = Array.from({ length: 12 }, (_, index) => `source-${index}`);

interface Edit {
  id: string;
  date: WrittenDate | undefined;
  isGone: boolean;
}
/** A record gets a date, or none, or is taken away when it is there. */
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    id: fc.constantFrom(...IDS),
    date: fc.option(writtenDates, { freq: 6, nil: undefined }),
    isGone: fc.boolean(),
  }),
  { minLength: 5, maxLength: 20 },
);
const ranges = fc
  .tuple(fc.option(innerDays, { nil: undefined }), fc.option(innerDays, { nil: undefined }))
  .filter(
    ([from, to]) => (from !== undefined || to !== undefined) && !(from !== undefined && to !== undefined && to < from),
  );

t.test('what is left out of all records is what their days say, whatever was written before', async (t) => {
  const register = await openRegister(t);
  const held = new Map<string, WrittenDate | undefined>();
  const write = async ({ id, date, isGone }: Edit) => {
    const headers = held.has(id) ? { 'if-match': '*' } : {};
    if (isGone && held.delete(id)) return register.delete(`/sources/${id}`, headers);
    held.set(id, date);
    return register.put(`/sources/${id}`, { kind: 'filing', ...(date && { published: { edtf: date.edtf } }) }, headers);
  };
  await fc.assert(
    fc.asyncProperty(edits, fc.array(ranges, { minLength: 10, maxLength: 10 }), async (writes, asked) => {
      for (const edit of writes) {
        const { status, text } = await write(edit);
        if (status >= 300) throw new Error(text);
      }
      for (const [from, to] of asked) {
        const query = new URLSearchParams({ ...(from && { from }), ...(to && { to }), total: 'true' });
        const answers = [...held.values()].map((date) => answer(date ?? {}, from, to));
        const counted = (what: string) => answers.filter((one) => one === what).length;
        const expected = {
          total: counted('certain'),
          left_out: { possible: counted('possible'), undated: counted('undated') },
        };
        const { body } = await register.get(`/sources?${query}`);
        if (JSON.stringify(body.meta) !== JSON.stringify(expected))
          throw new Error(`${query}: ${JSON.stringify(body.meta)}, not ${JSON.stringify(expected)}`);
      }
      const own = (await counts(register)).filter(({ form }) => form !== 'gap');
      if (JSON.stringify(await countedAnew(register)) !== JSON.stringify(own))
        throw new Error('the migration counts otherwise');
    }),
    // Each run goes on from what the ones before wrote, so a smaller one is no better.
    { numRuns: runs(40), endOnFailure: true },
  );
});

const counts = ({ engine }: TestRegister) =>
  engine.reader
    .selectFrom('imprecise_date')
    .selectAll()
    .where('records', '<>', 0)
    .orderBy('record')
    .orderBy('form')
    .orderBy('size')
    .orderBy('first')
    .execute();

/** The counts that a register gets which was written before there were any; then no date had a gap. */
async function countedAnew({ engine }: TestRegister): Promise<unknown[]> {
  const rows = await engine.reader.selectFrom('record').selectAll().execute();
  const database = new Sqlite(':memory:');
  database.exec('create table record (record text, earliest text, latest text, deleted_at text)');
  const insert = database.prepare('insert into record values (?, ?, ?, ?)');
  for (const { record, earliest, latest, deleted_at } of rows) insert.run(record, earliest, latest, deleted_at);
  database.exec(readFileSync(packageFile('db/migrations/sqlite/0003_imprecise_dates.sql'), 'utf8'));
  return database.prepare('select * from imprecise_date order by record, form, size, first').all();
}
