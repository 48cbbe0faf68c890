/** Reads what is signed, goes through all events, and shows what a refusal looks like. */
import { createEntente, items, pages } from 'entente-client';

const entente = createEntente({ baseUrl: process.env.ENTENTE ?? 'http://127.0.0.1:3000' });
const { data, error } = await entente.listPartnerships({ stage: ['signed'] });
if (error) throw new Error(error.detail);
for (const { title, stage, evidence } of data.data) console.log(title, stage, evidence);

// Every event, fifty at a time.
for await (const event of items((from) => entente.listEvents({ sort: '-date', limit: 50, ...from })))
  console.log(event.date?.edtf ?? 'undated', event.title);

// Page by page, with what was counted.
for await (const page of pages((from) => entente.listParties({ total: true, ...from }))) {
  const names = page.data.map(({ name }) => name);
  console.log(page.meta?.total, names.join(', '));
}

// All of them as a file, cut down to two columns.
const { data: table } = await entente.exportPartiesCsv({ fields: ['id', 'name'] });
console.log(table?.split('\r\n', 1)[0]);

const nobody = await entente.getParty({ id: 'nobody' });
if (nobody.error?.code === 'not_found') console.log(nobody.error.detail);
