/** What stands against a statement, who can be its subject, and what is said of the words behind it. */
import t from 'tap';
import { anEvent, type Json } from '../support/register.js';
import { asked, made, reported, world } from './world.js';

t.test('an alternative stands against what would be false if it were so, and nothing else', async (t) => {
  const register = await world(t);
  const parties = [{ party: 'arcadia' }, { party: 'borduria' }];
  const citations = [{ source: 'late' }];
  let number = 0;
  const verdictWith = async (
    alternative: Json,
    stage = 'signed',
    course = [reported('signed', '2025-05-01', 'early')],
  ) => {
    const id = `pact-${number++}`;
    const alternatives = [{ citations, ...alternative }];
    await made(register, { id, title: id, parties, milestones: course, alternatives });
    const answer = await asked(register, `between=arcadia,borduria&stage=${stage}`);
    const { status } = await register.delete(`/partnerships/${id}`, { 'if-match': '*' });
    t.equal(status, 204);
    return answer;
  };
  for (const [member, value, stage, verdict] of [
    ['/milestones/0/stage', 'in_force', 'signed', 'supported'],
    ['/milestones/0/stage', 'talks', 'signed', 'contested'],
    ['/milestones/0/stage', 'talks', 'talks', 'supported'],
    ['/milestones', { ...reported('signed', '2025-05-01', 'late'), polarity: 'negated' }, 'signed', 'contested'],
    ['/milestones', reported('denied', '2025-05-02', 'late'), 'signed', 'contested'],
    ['/milestones', reported('denied', '2025-04-01', 'late'), 'signed', 'supported'],
    ['/milestones', reported('in_force', '2025-05-02', 'late'), 'signed', 'supported'],
    ['/parties/borduria', undefined, 'signed', 'contested'],
    ['/parties/borduria/role', 'observer', 'signed', 'contested'],
    ['/parties/borduria/role', 'signatory', 'signed', 'supported'],
    ['/parties', { party: 'coinworks' }, 'signed', 'supported'],
  ] as const) {
    const { verdict: given, against } = await verdictWith({ member, value }, stage);
    const what = `${stage}: ${member} ${JSON.stringify(value)}`;
    t.equal(given, verdict, what);
    t.equal(against.length, given === 'contested' ? 1 : 0, what);
  }

  const doubted = await verdictWith({ member: '/milestones/0' }, 'in_force');
  t.match(
    doubted,
    { verdict: 'not_shown', sentence: /^It is not shown that [^;]*$/ },
    'nor is what is doubted told instead',
  );

  const meeting = async (member: string, value: unknown, query = 'between=arcadia,borduria&event=meeting') => {
    const both = ['arcadia', 'borduria'].map((party) => ({ party, role: 'attendee' }));
    const alternatives = [{ member, ...(value !== undefined && { value }), citations }];
    await made(register, anEvent({ id: `e-${++number}`, parties: both, topics: ['mining'], alternatives }));
    const { verdict } = await asked(register, query);
    await register.delete(`/events/e-${number}`, { 'if-match': '*' });
    return verdict;
  };
  t.equal(await meeting('/parties', { party: 'coinworks', role: 'attendee' }), 'supported');
  t.equal(await meeting('/parties/borduria', undefined), 'contested');
  t.equal(await meeting('/parties/borduria', undefined, 'party=arcadia&event=meeting'), 'supported');
  t.equal(await meeting('/kind', 'visit'), 'contested');
  t.equal(await meeting('/kind', 'visit', 'party=arcadia&event=meeting,visit'), 'supported');
  t.equal(await meeting('/topics', 'stablecoins'), 'supported');
  t.equal(await meeting('/topics/mining', undefined, 'party=arcadia&event=meeting&topic=mining'), 'contested');
  t.equal(await meeting('/outcome', 'discussed_only'), 'supported');
});

t.test('copies of one report are one voice against a statement', async (t) => {
  const register = await world(t);
  for (const id of ['copy-1', 'copy-2'])
    await register.post('/sources', { id, kind: 'news_article', derived_from: [{ source: 'late', relation: 'copy' }] });
  await made(register, {
    title: 'Doubtful',
    parties: [{ party: 'arcadia' }, { party: 'borduria' }],
    milestones: [
      reported('signed', '2025-05-01', 'early'),
      { ...reported('signed', '2025-05-01', 'late', 'copy-1', 'copy-2'), polarity: 'negated' },
    ],
  });
  t.match(await asked(register, 'between=arcadia,borduria&stage=signed'), {
    verdict: 'contested',
    sentence: /: one independent source for it, one independent source against it\.$/,
  });
});

t.test('those who belonged to a partnership one after the other have not signed together', async (t) => {
  const register = await world(t);
  await made(register, {
    title: 'In turn',
    parties: [
      { party: 'syldavia' },
      { party: 'arcadia', to: { edtf: '2024-01' } },
      { party: 'borduria', from: { edtf: '2025-01' } },
    ],
    milestones: [reported('signed', '[2023..2026]', 'early')],
  });
  t.equal((await asked(register, 'between=arcadia,borduria&stage=signed')).verdict, 'not_shown');
  t.equal((await asked(register, 'between=arcadia,syldavia&stage=signed')).verdict, 'supported');
});

t.test('words that may hedge what they are to prove are told as such', async (t) => {
  const register = await world(t);
  await register.putText('report', 'They discussed the signing of an accord. The sides signed an accord in May.');
  const parties = [{ party: 'arcadia' }, { party: 'borduria' }];
  const signed = (...quotes: string[]) => [
    { stage: 'signed', citations: quotes.map((quote) => ({ source: 'report', quote })) },
  ];
  await made(register, { id: 'hedged', title: 'One', parties, milestones: signed('the signing of an accord') });
  const told = async () => (await asked(register, 'between=arcadia,borduria&stage=signed')).sentence;
  t.match(await told(), /according to one independent source, whose words may hedge it\.$/);
  const milestones = signed('the signing of an accord', 'signed an accord in May');
  await register.patch('/partnerships/hedged', { milestones }, { 'if-match': '*' });
  t.match(await told(), /according to one independent source\.$/, 'others say it without');
});
