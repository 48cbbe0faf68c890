/** How much of the database a page of a list takes: every statement that reaches it, those of transactions among them. */
import t from 'tap';
import { anEvent, openRegister, populate } from '../support/register.js';
import { listen } from '../support/statements.js';

const isBegin = (statement: string): boolean => /^begin\b/.test(statement);

t.test('a page of a list, of one filter or of a range of dates is at most two statements', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  for (const [index, edtf] of ['2025-02-03', '2024-03', undefined, '2024-04-05', '2023', undefined].entries())
    await register.post('/events', anEvent({ id: `event-${index}`, ...(edtf && { date: { edtf } }) }));
  const asked = listen(t, register);
  const lists = [
    ...['/events', '/partnerships', '/parties', '/sources', '/events?sort=id', '/parties?sort=-updated_at'],
    ...['/events?kind=meeting', '/events?kind=meeting,visit', '/events?kind=legal_act', '/parties?kind=state'],
    ...['/events?from=2024-01-01&to=2024-12-31', '/events?from=2024-01-01', '/events?to=1900-01-01'],
    ...['/events?from=2024-01-01&date_match=possible', '/events?from=2024-01-01&date_match=any'],
    ...['/events?from=2024-01-01&sort=date', '/events?from=2024-01-01&date_match=any&sort=date', '/events?sort=date'],
    ...['/events?kind=meeting&sort=date'],
  ];
  for (const list of lists) {
    let cursor = '';
    let pages = 0;
    do {
      asked.length = 0;
      const url = `${list}${list.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`;
      const { status, body } = await register.get(url);
      t.equal(status, 200, url);
      t.ok(asked.length > 0 && asked.length <= 2, `${url} is ${asked.length} statements`);
      cursor = body.page.next ?? '';
      pages += 1;
    } while (cursor !== '');
    t.ok(pages > 0);
  }
});

t.test('what takes several statements sees one state of the register', async (t) => {
  const register = await openRegister(t, { seeded: true });
  const asked = listen(t, register);
  for (const more of ['total=true', 'facets=kind', 'expand=parties', 'kind=meeting&topic=blockchain', 'q=pakistan']) {
    asked.length = 0;
    await register.get(`/events?${more}`);
    t.equal(asked.filter(isBegin).length, 1, more);
    t.ok(isBegin(asked[0]!), more);
    t.equal(asked.at(-1), 'rollback', more);
  }
});
