/** Records whose computed members are others by new rules are computed anew when the tables are brought up to date. */
import t from 'tap';
import { command } from '../support/command.js';
import { emptyFolder, reader } from '../support/process.js';
import { anEvent, aPartnership, openRegister, populate } from '../support/register.js';
import { copyTo, tamper } from './registers.js';

const halted = [
  { stage: 'talks', date: { edtf: '2025-05' }, citations: [{ source: 'report' }] },
  { stage: 'suspended', date: { edtf: '2025-06' }, citations: [{ source: 'report' }] },
];

t.test('what stands by the rules of before is recomputed, once, and the rest stays as it is', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const resumed = { stage: 'talks', date: { edtf: '2025-09' }, citations: [{ source: 'report' }] };
  await register.put('/partnerships/resumed', aPartnership({ milestones: [...halted, resumed] }));
  await register.put('/partnerships/halted', aPartnership({ milestones: halted }));
  const place = await copyTo(t, register);
  // As an earlier release computed it.
  const since = '"stage":"suspended","stage_since":{"edtf":"2025-06"';
  await tamper(
    place,
    `update change set document = replace(document, '"stage":"talks","stage_since":{"edtf":"2025-09"', '${since}') where id = 'resumed'`,
  );
  const folder = emptyFolder(t);
  t.equal((await command(t, folder, ['rebuild'], { DATABASE_URL: place.url })).code, 0);
  await tamper(place, `insert into outdated_record values ('partnership', 'resumed'), ('partnership', 'halted')`);
  const migrate = () => command(t, folder, ['migrate'], { DATABASE_URL: place.url });
  t.match((await migrate()).stdout, 'computed 2 records anew');
  t.notMatch((await migrate()).stdout, 'computed');

  const get = await reader(t, place.url);
  const { revision, stage, stage_since } = (await get('/partnerships/resumed')).json();
  t.match({ revision, stage, stage_since }, { revision: 2, stage: 'talks', stage_since: { edtf: '2025-09' } });
  t.match((await get('/partnerships/halted')).json(), { revision: 1, stage: 'suspended' });
  const { data } = (await get('/partnerships/resumed/revisions')).json();
  t.match(data.at(-1), { revision: 2, operation: 'recomputed', actor: 'entente', reason: /^the rules/ });
});

t.test('instruments that an earlier release stored get ids, which they keep', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const instruments = [{ kind: 'mou', status: 'drafted', citations: [{ source: 'report' }] }];
  const { body } = await register.put('/partnerships/without-ids', aPartnership({ instruments }));
  await register.put('/partnerships/without-any', aPartnership());
  const { id } = body.instruments[0];
  const place = await copyTo(t, register);
  await tamper(
    place,
    `update change set document = replace(document, '"id":"${id}",', '') where id = 'without-ids'`,
    `delete from migration where name = '0014_partnerships.sql'`,
  );
  const folder = emptyFolder(t);
  t.match((await command(t, folder, ['migrate'], { DATABASE_URL: place.url })).stdout, 'computed 1 records anew');
  const get = await reader(t, place.url);
  t.match((await get('/partnerships/without-ids')).json(), { revision: 2, instruments: [{ id }] });
  t.notOk('id' in (await get('/partnerships/without-ids/revisions/1')).json().document.instruments[0]);
  t.match((await get('/partnerships/without-any')).json(), { revision: 1 });
});

t.test('records of before there was any corroboration, and claims of before conflicts were told, get it', async (t) => {
  const register = await openRegister(t);
  await populate(register);
  const { body: event } = await register.post('/events', anEvent({ id: 'talks' }));
  await register.post('/partnerships', aPartnership({ id: 'deal' }));
  const claims = ['to advise', 'to rule'].map((value) => ({ predicate: 'mandate', value, citations: event.citations }));
  const { body: party } = await register.patch('/parties/coinworks', { claims }, { 'if-match': '*' });
  const place = await copyTo(t, register);
  const without = (member: string, value: unknown) =>
    `update change set document = replace(document, ',"${member}":${JSON.stringify(value)}', '')`;
  await tamper(
    place,
    without('corroboration', event.corroboration),
    without('conflicts', party.conflicts),
    `delete from index_entry where filter like '%.voices' or filter like '%.conflict'`,
    `delete from migration where name = '0016_corroboration.sql'`,
  );
  const folder = emptyFolder(t);
  t.match((await command(t, folder, ['migrate'], { DATABASE_URL: place.url })).stdout, 'computed 3 records anew');
  const get = await reader(t, place.url);
  t.same((await get('/events/talks')).json(), {
    ...event,
    revision: 2,
    updated_at: (await get('/events/talks')).json().updated_at,
  });
  const deal = (await get('/partnerships/deal')).json();
  t.match(deal, {
    revision: 2,
    corroboration: { independent: 1 },
    milestones: [{ corroboration: { independent: 1 } }],
  });
  t.match((await get('/parties/coinworks')).json(), { revision: 3, conflicts: party.conflicts });
  t.match((await get('/parties/gazette')).json(), { revision: 1 }, 'what has no claims stays');
  for (const list of ['/events?max_independent=1', '/partnerships?max_independent=1', '/parties?conflict=possible'])
    t.equal((await get(list)).json().data.length, 1, list);
});
t.test(
  'records of an earlier release say what is not known, and partnerships which signings they have no milestone for',
  async (t) => {
    const register = await openRegister(t);
    await populate(register);
    const { body: partnership } = await register.put('/partnerships/pact', aPartnership());
    const signing = anEvent({ kind: 'signing', partnerships: ['pact'] });
    const { body: event } = await register.put('/events/signing', signing);
    const { notices } = (await register.get('/partnerships/pact')).body;
    const { body: source } = await register.get('/sources/report');
    const place = await copyTo(t, register);
    // As an earlier release stored them.
    for (const document of [partnership, event, source]) {
      const { record, id, unknowns } = document;
      const [without, noticed] = [`,"unknowns":${JSON.stringify(unknowns)}`, `,"notices":${JSON.stringify(notices)}`];
      for (const part of [noticed, without])
        await tamper(
          place,
          `update change set document = replace(document, '${part}', '') where record = '${record}' and id = '${id}'`,
        );
    }
    await tamper(place, `delete from migration where name = '0017_gaps.sql'`);
    const folder = emptyFolder(t);
    t.match((await command(t, folder, ['migrate'], { DATABASE_URL: place.url })).stdout, 'computed 3 records anew');
    const get = await reader(t, place.url);
    const read = async (path: string) => (await get(path)).json();
    for (const { path, unknowns, revision } of [
      { path: '/events/signing', unknowns: event.unknowns, revision: 2 },
      { path: '/sources/report', unknowns: source.unknowns, revision: 2 },
      { path: '/partnerships/pact', unknowns: partnership.unknowns, revision: 3 },
    ])
      t.match(await read(path), { unknowns, revision }, path);
    t.strictSame((await read('/partnerships/pact')).notices, notices);
    for (const list of ['/partnerships?notice=event_without_milestone', '/sources?missing=text_not_held'])
      t.equal((await read(list)).data.length, 1, list);
  },
);
