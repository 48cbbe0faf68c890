/** What the check tells of: those who belonged to a partnership, one record at a time, and who says otherwise. */
import t from 'tap';
import { anEvent, type Json } from '../support/register.js';
import { asked, made, reported, world } from './world.js';

t.test('those who watch, help, joined later or had left have not signed', async (t) => {
  const register = await world(t);
  await register.post('/parties', { id: 'later', kind: 'company', name: 'Later' });
  await register.post('/parties', { id: 'gone', kind: 'company', name: 'Gone' });
  await made(register, {
    title: 'An agreement',
    parties: [
      { party: 'arcadia' },
      { party: 'borduria' },
      { party: 'syldavia', role: 'observer' },
      { party: 'ifinex', role: 'facilitator' },
      { party: 'later', from: { edtf: '2026-01' } },
      { party: 'gone', to: { edtf: '2024-01-01' } },
      { party: 'coinworks', from: { edtf: '2025' } },
    ],
    milestones: [reported('signed', '2025-05-01', 'early')],
  });
  t.equal((await asked(register, 'between=arcadia,borduria&stage=signed')).verdict, 'supported');
  for (const other of ['syldavia', 'ifinex', 'later', 'gone']) {
    const answer = await asked(register, `between=arcadia,${other}&stage=signed`);
    t.match(answer, { verdict: 'not_shown', because: [], left_out: { possible: 0 } }, other);
    t.equal((await asked(register, `party=${other}&stage=signed`)).verdict, 'not_shown', other);
    t.equal((await asked(register, `party=${other},arcadia&stage=signed`)).verdict, 'supported', other);
  }
  t.match(
    await asked(register, 'between=arcadia,coinworks&stage=signed'),
    { verdict: 'supported' },
    'it may have joined before',
  );
});

t.test('what is said of a partnership that somebody left stands, for those who left, too', async (t) => {
  const register = await world(t);
  await made(
    register,
    {
      title: 'Denied',
      parties: [{ party: 'arcadia' }, { party: 'borduria', to: { edtf: '2025-06' } }],
      milestones: [reported('signed', '2025-03-02', 'early'), reported('denied', '2025-06-10', 'late')],
    },
    {
      title: 'Ended',
      parties: [
        { party: 'syldavia', from: { edtf: '2025-03' }, to: { edtf: '2025-05' } },
        { party: 'ifinex', to: { edtf: '2025-04-30' } },
      ],
      milestones: [reported('signed', '2025-03', 'early'), reported('ended', '2025-05', 'late')],
    },
  );
  t.match(await asked(register, 'between=arcadia,borduria&stage=signed'), { verdict: 'contested' });
  for (const stage of ['signed', 'ended'])
    t.match(await asked(register, `between=ifinex,syldavia&stage=${stage}`), { verdict: 'supported' }, stage);
});

t.test('of several records the one that goes furthest is told of, with its own voices alone', async (t) => {
  const register = await world(t);
  await made(
    register,
    {
      id: 'furthest',
      title: 'One',
      parties: [{ party: 'arcadia' }, { party: 'borduria' }],
      milestones: [reported('partnership_announced', '2025-01-05', 'early')],
    },
    {
      id: 'newest',
      title: 'Another',
      parties: [{ party: 'arcadia' }, { party: 'syldavia' }],
      milestones: [reported('exploratory', '2025-02-05', 'late')],
    },
  );
  const { verdict, shown, sentence, independent, because } = await asked(register, 'party=arcadia&stage=signed');
  t.match({ verdict, shown, independent }, { verdict: 'overstated', shown: { id: 'furthest' }, independent: 1 });
  t.match(
    sentence,
    /had a partnership announced on 5 January 2025, according to one independent source, whose words are not quoted\.$/,
  );
  t.same(
    because.map(({ id }: Json) => id),
    ['furthest', 'newest'],
  );

  const meeting = (id: string, day: string, source: string) =>
    anEvent({ id, date: { edtf: day }, parties: [{ party: 'borduria', role: 'host' }], citations: [{ source }] });
  await made(register, meeting('first', '2025-03-01', 'early'), meeting('second', '2025-03-03', 'late'));
  t.match(await asked(register, 'party=borduria&event=meeting'), {
    independent: 1,
    shown: { id: 'second' },
    sentence: /on 3 March 2025, according to one independent source, whose words are not quoted\.$/,
  });
});

t.test('who says otherwise is named, and where nobody does it says that the words are gone', async (t) => {
  const register = await world(t);
  const parties = [{ party: 'arcadia' }, { party: 'borduria' }];
  await made(register, { title: 'None', parties, milestones: [reported('denied', '2025-05-01', 'early')] });
  t.match(await asked(register, 'between=arcadia,borduria&stage=signed'), {
    verdict: 'contradicted',
    against: [{ stage: 'denied', source: 'early' }],
    sentence: /: one independent source says otherwise; /,
  });

  const others = [{ party: 'arcadia' }, { party: 'syldavia' }];
  const course = [
    reported('talks', '2025-05-01', 'early'),
    reported('suspended', '2025-05-03', 'early'),
    reported('talks', '2025-05-05', 'late'),
  ];
  await made(register, { title: 'On and off', parties: others, milestones: course });
  t.match(await asked(register, 'between=arcadia,syldavia&stage=suspended'), {
    verdict: 'contradicted',
    against: [{ stage: 'talks', source: 'late' }],
  });

  await register.putText('report', 'They signed an accord.');
  const words = [{ source: 'report', quote: 'signed an accord' }];
  const signing = anEvent({ kind: 'signing', parties: [{ party: 'coinworks', role: 'signatory' }], citations: words });
  await made(register, signing, {
    title: 'Lost',
    parties: [...parties, { party: 'coinworks' }],
    milestones: [{ stage: 'signed', citations: words }],
  });
  await register.putText('report', 'They did nothing.');
  for (const statement of ['between=arcadia,coinworks&stage=signed', 'party=coinworks&event=signing'])
    t.match(await asked(register, statement), {
      verdict: 'contested',
      against: [],
      sentence: /: no source still has the words that were quoted for it\.$/,
    });
});

t.test('a date that sources give differently is not told as one of them', async (t) => {
  const register = await world(t);
  const citations = [{ source: 'late' }];
  await made(
    register,
    {
      title: 'An agreement',
      parties: [{ party: 'arcadia' }, { party: 'borduria' }],
      milestones: [reported('signed', '2025-04', 'early')],
      alternatives: [{ member: '/milestones/0/date', value: { edtf: '2024-04' }, citations }],
    },
    anEvent({
      date: { edtf: '2025-04' },
      parties: [{ party: 'arcadia', role: 'host' }],
      citations: [{ source: 'early' }],
      alternatives: [{ member: '/date', value: { edtf: '2024-04' }, citations }],
    }),
  );
  for (const statement of ['between=arcadia,borduria&stage=signed', 'party=arcadia&event=meeting'])
    t.match(await asked(register, statement), {
      verdict: 'supported',
      shown: { date: { edtf: '[2024-04,2025-04]' } },
      sentence: / in April 2024 or in April 2025,/,
    });
});

t.test('a sentence that begins with a name spells it as it is', async (t) => {
  const register = await world(t);
  await made(register, {
    title: 'An agreement',
    parties: [{ party: 'arcadia' }, { party: 'ifinex' }],
    milestones: [reported('signed', '2025-05-01', 'early')],
  });
  t.match((await asked(register, 'party=ifinex&stage=signed')).sentence, /^iFinex signed /);
  t.match((await asked(register, 'party=ifinex&stage=ended')).sentence, /^It is not shown that iFinex /);
});
