/** What is refused with the bound to write instead: seasons, quarters and centuries. */
import t from 'tap';
import { anEvent, openRegister, populate } from '../support/register.js';

const register = await openRegister(t);
await populate(register);

/** Why an event with this date is refused. */
async function refusalOf(edtf: string): Promise<string> {
  const { status, body } = await register.post('/events', anEvent({ date: { edtf } }));
  if (status !== 422 || body.errors.length !== 1) throw new Error(`${edtf} is answered ${status}`);
  const [{ pointer, code, detail }] = body.errors;
  if (pointer !== '/date/edtf' || code !== 'format') throw new Error(`${code} at ${pointer}`);
  return detail;
}

/** The date of an event as it is read. */
async function dateOf(edtf: string) {
  const { status, body, text } = await register.post('/events', anEvent({ date: { edtf } }));
  if (status !== 201) throw new Error(text);
  return body.date;
}

/** The first and the last month of seasons (north, then south), quarters, thirds and halves of a year, by their number. */
const PARTS_OF_A_YEAR = [
  ...['2025-03..2025-05', '2025-06..2025-08', '2025-09..2025-11', '2025-12..2026-02'],
  ...['2025-03..2025-05', '2025-06..2025-08', '2025-09..2025-11', '2025-12..2026-02'],
  ...['2025-09..2025-11', '2025-12..2026-02', '2025-03..2025-05', '2025-06..2025-08'],
  ...['2025-01..2025-03', '2025-04..2025-06', '2025-07..2025-09', '2025-10..2025-12'],
  ...['2025-01..2025-04', '2025-05..2025-08', '2025-09..2025-12', '2025-01..2025-06', '2025-07..2025-12'],
];

t.test('a season or quarter is refused with the bound to write instead, wherever it stands', async (t) => {
  for (const [index, range] of PARTS_OF_A_YEAR.entries()) {
    const part = `2025-${21 + index}`;
    const forms = [part, `${part}~`, `${part}/2027`, `2025/${part}?`, `../${part}`, `[${part}..]`, `[2024,${part}]`];
    for (const edtf of forms) {
      const detail = await refusalOf(edtf);
      t.match(detail, `"${part}`, edtf);
      t.match(detail, `[${range}]`, edtf);
    }
    const [begin = '', end = ''] = range.split('..');
    const { earliest, latest } = await dateOf(`[${range}]`);
    t.equal(earliest, `${begin}-01`);
    t.ok(latest.startsWith(end), latest);
  }
});

t.test('what to write in the place of a season can be written there', async (t) => {
  for (const [edtf, instead, next] of [
    ['2025-03/2025-22', '2025-08', '2025-03/2025-08'],
    ['2025-40/..', '2025-01', '2025-01/..'],
    ['[2024-05,2025-33]', '2025-01..2025-03', '[2024-05,2025-01..2025-03]'],
    ['[..2025-24]', '2026-02', '[..2026-02]'],
  ] as const) {
    t.match(await refusalOf(edtf), `here ${instead}`, edtf);
    t.equal((await dateOf(next)).edtf, next);
  }
});

t.test('the winter of the last year that can be written ends with it', async (t) => {
  t.match(await refusalOf('9999-24'), '[9999-12..9999-12]');
});

t.test('months beyond those of seasons are none', async (t) => {
  for (const month of ['00', '13', '20', '42', '99']) t.match(await refusalOf(`2025-${month}`), `no month ${month}`);
});

t.test('a century is refused with the years to write instead', async (t) => {
  t.match(await refusalOf('19XX'), '[1900..1999]');
  t.match(await refusalOf('20XX/2100'), '[2000..2099]');
});
