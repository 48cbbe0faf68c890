/** What the first records say in detail: dates, mandates, claims, misprints, order, each as far as the articles go. */
import t, { type Test } from 'tap';
import { type Json, openRegister } from '../support/register.js';

async function seeded(t: Test) {
  const register = await openRegister(t, { seeded: true });
  const read = async (path: string): Promise<Json> => (await register.get(path)).body;
  return { read, all: async (collection: string): Promise<Json[]> => (await read(`/${collection}?limit=200`)).data };
}

const unresolved = (text?: string) => ({ basis: 'unresolved', ...(text && { text }), precision: 'unknown' });
const notAfter = (day: string) => ({ edtf: `[..${day}]`, basis: 'bounded', latest: day, precision: 'bound' });

t.test('days that no article prints stay vague', async (t) => {
  const { read } = await seeded(t);
  const dates: Record<string, object> = {
    'pakistan-kyrgyzstan-video-conference': notAfter('2025-08-02'),
    'bilal-bin-saqib-on-kyrgyzstan': notAfter('2025-08-02'),
    'farukht-aminov-on-exchange': notAfter('2025-08-02'),
    'michael-saylor-endorsement': { ...notAfter('2025-08-02'), text: 'previously' },
    'pakistan-el-salvador-formal-meeting': notAfter('2025-07-17'),
    'pakistan-el-salvador-partnership-announcement': notAfter('2025-07-17'),
    'ambassador-on-cooperation-with-united-states': unresolved('on Tuesday'),
    'pakistan-united-states-meeting': unresolved(),
    'virtual-assets-ordinance-passage': unresolved(),
    'pakistan-virtual-assets-regulatory-authority-creation': unresolved(),
    'central-bank-shift-in-perspective': unresolved(),
    'pakistan-binance-announcement': unresolved('in recent weeks'),
    'pakistan-hsx-signing': unresolved('in recent weeks'),
  };
  for (const [id, date] of Object.entries(dates)) t.same((await read(`/events/${id}`)).date, date, id);
});

t.test('months, years and days are as precise as they are printed, and inferred ones say so', async (t) => {
  const { read } = await seeded(t);
  const dates: Record<string, object> = {
    'pakistan-crypto-council-launch': { edtf: '2025-03', basis: 'resolved', text: 'In March', precision: 'month' },
    'virtual-assets-ordinance-approval': { edtf: '2025-07', basis: 'resolved', text: 'In July', precision: 'month' },
    'el-salvador-adopts-bitcoin-as-legal-tender': { edtf: '2021', text: 'in 2021', precision: 'year' },
    'ptv-report-on-pakistan-kyrgyzstan': { edtf: '2025-08-02', basis: 'resolved', text: 'on Saturday' },
  };
  for (const [id, date] of Object.entries(dates)) t.match((await read(`/events/${id}`)).date, date, id);
});

t.test('who was where, in which role', async (t) => {
  const { read } = await seeded(t);
  const roles = async (id: string): Promise<string[]> =>
    (await read(`/events/${id}`)).parties.map(({ party, role }: Json) => `${party} ${role}`);
  const video = await roles('pakistan-kyrgyzstan-video-conference');
  for (const party of ['bilal-bin-saqib', 'farukht-aminov', 'pakistan', 'kyrgyzstan'])
    t.ok(video.includes(`${party} attendee`), party);
  t.notOk(video.some((one) => one.startsWith('ptv')));
  const meeting = await roles('pakistan-united-states-meeting');
  for (const party of ['rizwan-saeed-sheikh', 'patrick-witt']) t.ok(meeting.includes(`${party} attendee`), party);
  const formal = await roles('pakistan-el-salvador-formal-meeting');
  const groups = ['pakistan-crypto-and-blockchain-working-groups', 'national-bitcoin-office-delegates'];
  for (const party of groups) t.ok(formal.includes(`${party} attendee`), party);
  t.same(await roles('pakistan-hsx-signing'), ['pakistan signatory', 'hsx signatory']);
  const announced = await roles('pakistan-el-salvador-partnership-announcement');
  t.notOk(
    announced.some((one) => one.endsWith('speaker')),
    'nobody is said to have announced it',
  );
});

t.test('whoever is only named in a report is mentioned and takes no part', async (t) => {
  const { read, all } = await seeded(t);
  const mentions = async (party: string) =>
    (await read(`/events?mentions=${party}&limit=200`)).data.map(({ id }: Json) => id);
  t.ok((await mentions('ptv')).includes('pakistan-kyrgyzstan-video-conference'));
  t.ok((await mentions('radio-pakistan')).includes('pakistan-united-states-meeting'));
  t.ok((await mentions('international-monetary-fund')).length > 0);
  for (const { id, parties = [], mentions = [] } of await all('events'))
    for (const { party } of parties) t.notOk(mentions.includes(party), `${id}: ${party} is not both`);
});

t.test('a dateline is not a place, and only the video conference says how it was held', async (t) => {
  const { read, all } = await seeded(t);
  t.equal((await read('/sources/pakistan-united-states')).dateline, 'ISLAMABAD');
  for (const { id, place, mode } of await all('events')) {
    t.equal(place, undefined, id);
    t.equal(mode, id === 'pakistan-kyrgyzstan-video-conference' ? 'video' : undefined, id);
  }
});

t.test('sources say of themselves what is printed, and no more', async (t) => {
  const { read } = await seeded(t);
  const members = ['title', 'publisher', 'attributed_to', 'published', 'dateline', 'text_access'];
  const printed = async (id: string) => {
    const source = await read(`/sources/${id}`);
    return members.filter((member) => member in source);
  };
  t.same(await printed('pakistan-el-salvador'), ['title', 'publisher', 'published', 'text_access']);
  t.same(await printed('pakistan-kyrgyzstan'), ['attributed_to', 'published', 'text_access']);
  t.same(await printed('pakistan-united-states'), ['attributed_to', 'dateline', 'text_access']);
  const { title, published } = await read('/sources/pakistan-el-salvador');
  t.equal(title, 'Pakistan Forms Crypto Partnership with El Salvador.');
  t.match(published, { edtf: '2025-07-17', basis: 'stated' });
  t.match((await read('/sources/pakistan-kyrgyzstan')).published, { edtf: '2025-08-02', basis: 'stated' });
  for (const id of ['pakistan-el-salvador', 'pakistan-kyrgyzstan', 'pakistan-united-states'])
    t.equal((await read(`/sources/${id}`)).text_access, 'restricted');
});

/** The claims about a party with a predicate: what is held, by whom, according to which sources. */
async function claims(read: (path: string) => Promise<Json>, party: string, predicate: string) {
  const found = (await read(`/parties/${party}`)).claims.filter((claim: Json) => claim.predicate === predicate);
  return found.map(({ value, held_by, citations }: Json) => ({
    value,
    held_by,
    sources: [...new Set(citations.map(({ source }: Json) => source))],
  }));
}

t.test('what a body is for is said according to whom', async (t) => {
  const { read } = await seeded(t);
  const council = await claims(read, 'pakistan-crypto-council', 'mandate');
  t.match(council, [
    { value: /regulate, foster,? and integrate/, sources: ['pakistan-kyrgyzstan'] },
    { value: /advise on policy/, sources: ['pakistan-united-states'] },
  ]);
  t.equal(council.length, 2, 'both sides stand');
  const authority = await claims(read, 'pakistan-virtual-assets-regulatory-authority', 'mandate');
  t.match(authority, [{ value: /licensing, compliance and market supervision/, sources: ['pakistan-united-states'] }]);
  const regulator = await claims(read, 'independent-virtual-assets-regulator', 'mandate');
  t.match(regulator, [{ value: /independent regulator/, sources: ['pakistan-kyrgyzstan'] }]);
});

t.test('every account of whether Pakistan has regulated is kept', async (t) => {
  const { read } = await seeded(t);
  const status = await claims(read, 'pakistan', 'regulatory_status');
  const bySource = (source: string) => status.filter(({ sources }: Json) => sources.includes(source));
  t.match(bySource('pakistan-el-salvador'), [{ value: /yet to legalize or formally regulate/ }]);
  t.match(bySource('pakistan-kyrgyzstan'), [{ value: /ordinance approved/ }]);
  const holders = bySource('pakistan-united-states').map(({ held_by }: Json) => held_by);
  t.same(new Set(holders), new Set([undefined, 'rizwan-saeed-sheikh']), 'the report and the ambassador');
});

t.test('adoption first or regulation first: each side is a claim', async (t) => {
  const { read } = await seeded(t);
  const posture = await claims(read, 'pakistan', 'policy_posture');
  t.ok(posture.some(({ value, sources }: Json) => /fast-track/.test(value) && `${sources}` === 'pakistan-kyrgyzstan'));
  const regulation = posture.find(({ value }: Json) => /regulation-first/.test(value));
  t.match(regulation, { held_by: 'officials-on-pakistan-regulation', sources: ['pakistan-united-states'] });
  const scale = await claims(read, 'pakistan', 'adoption_scale');
  t.ok(
    scale.some(({ held_by }: Json) => held_by === 'pakistani-authorities'),
    'millions, say authorities',
  );
  t.match(await claims(read, 'el-salvador', 'first_of_kind'), [{ value: /Bitcoin as legal tender/ }]);
  const partner = await claims(read, 'kyrgyzstan', 'other');
  t.match(partner, [{ held_by: 'bilal-bin-saqib', value: /key partner/ }]);
});

t.test('the ambassador is accredited to the United States, whatever the misprint says', async (t) => {
  const { read } = await seeded(t);
  const [position, ...others] = (await read('/parties/rizwan-saeed-sheikh')).positions;
  t.same(others, []);
  t.match(position, { of: 'pakistan', accredited_to: 'united-states' });
  const misprint = position.citations.find(({ quote }: Json) => /Ambassador to Pakistan/.test(quote));
  t.equal(misprint?.sic, true);
  t.match((await read('/parties/bilal-bin-saqib')).positions, [
    { title: 'Minister of State for Crypto and Blockchain', of: 'pakistan' },
  ]);
  t.match((await read('/parties/farukht-aminov')).positions, [
    { title: 'Director', of: 'national-investment-agency-of-kyrgyzstan' },
  ]);
  t.match((await read('/parties/patrick-witt')).positions, [
    { title: 'Executive Director', of: 'us-presidents-council-of-advisers-for-digital-assets' },
  ]);
  t.match((await read('/parties/asif-ali-zardari')).positions, [{ title: 'President', of: 'pakistan' }]);
});

t.test('what came after what is kept without dates', async (t) => {
  const { read, all } = await seeded(t);
  const after = async (id: string) => (await read(`/events/${id}`)).after;
  t.same(await after('pakistan-el-salvador-partnership-announcement'), ['pakistan-el-salvador-formal-meeting']);
  t.same(await after('virtual-assets-ordinance-passage'), ['pakistan-crypto-council-launch']);
  t.same(await after('pakistan-virtual-assets-regulatory-authority-creation'), ['pakistan-crypto-council-launch']);
  const ordered = (await all('events')).filter(({ after }) => after !== undefined);
  t.equal(ordered.length, 3, 'no other order is reported');
});

t.test('instruments are as far as the words go', async (t) => {
  const { read, all } = await seeded(t);
  const instruments = async (id: string) => (await read(`/partnerships/${id}`)).instruments;
  t.match(await instruments('pakistan-kyrgyzstan'), [{ kind: 'mou', status: 'under_discussion', quantity: 'one' }]);
  t.match(await instruments('pakistan-hsx'), [{ kind: 'agreement', status: 'signed', quantity: 'several' }]);
  for (const { id, instruments = [] } of await all('partnerships'))
    if (!['pakistan-kyrgyzstan', 'pakistan-hsx'].includes(id)) t.same(instruments, [], id);
  const { milestones, stage_since } = await read('/partnerships/pakistan-hsx');
  t.same(stage_since, unresolved('in recent weeks'));
  t.equal(milestones.length, 1);
});

t.test('that no agreement was announced is recorded with its words, and leaves the stage at talks', async (t) => {
  const { read } = await seeded(t);
  const { milestones, stage, reached } = await read('/partnerships/pakistan-united-states');
  t.same([stage, reached], ['talks', 'talks']);
  const negated = milestones.filter(({ polarity }: Json) => polarity === 'negated');
  t.match(negated, [
    { stage: 'signed', citations: [{ quote: /did not announce any agreements/ }] },
    { stage: 'partnership_announced', citations: [{ quote: /did not announce any .* joint initiatives/ }] },
  ]);
  t.equal(negated.length, 2);
});
