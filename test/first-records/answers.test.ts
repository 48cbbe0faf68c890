/** The questions that a sceptical reader of the three articles would ask, answered by the register over HTTP. */
import t from 'tap';
import { type Json, openRegister } from '../support/register.js';

/** Each question with where it is asked, and the records that answer it, in any order. */
const QUESTIONS: Record<string, [path: string, ...ids: string[]]> = {
  // How far has it got?
  'which partnerships are signed': ['/partnerships?stage=signed', 'pakistan-hsx'],
  'which are announced': ['/partnerships?stage=partnership_announced', 'pakistan-binance', 'pakistan-el-salvador'],
  'which are intent only': ['/partnerships?stage=intent_announced', 'pakistan-kyrgyzstan'],
  'which are talks only': ['/partnerships?stage=talks', 'pakistan-united-states'],
  'which are in force, suspended, ended, denied or unknown': [
    '/partnerships?stage=in_force,suspended,ended,denied,unknown,exploratory',
  ],
  'which were signed or went further': ['/partnerships?reached=signed', 'pakistan-hsx'],
  'which got at least to an agreed intent': [
    '/partnerships?reached=intent_announced',
    ...['pakistan-hsx', 'pakistan-binance', 'pakistan-el-salvador', 'pakistan-kyrgyzstan'],
  ],
  'of which does a source say that nothing was signed': ['/partnerships?negated=signed', 'pakistan-united-states'],
  'is a memorandum signed anywhere': ['/partnerships?instrument_kind=mou&instrument_status=signed'],
  'is a memorandum discussed anywhere': [
    '/partnerships?instrument_kind=mou&instrument_status=under_discussion',
    'pakistan-kyrgyzstan',
  ],
  'which instruments are signed': ['/partnerships?instrument_status=signed,ratified,in_force', 'pakistan-hsx'],
  // Between whom?
  'what partnerships has Pakistan': [
    '/partnerships?party=pakistan',
    ...['pakistan-hsx', 'pakistan-binance', 'pakistan-el-salvador', 'pakistan-kyrgyzstan', 'pakistan-united-states'],
  ],
  'which are between states': [
    '/partnerships?scope=state_state',
    ...['pakistan-el-salvador', 'pakistan-kyrgyzstan', 'pakistan-united-states'],
  ],
  'which are with companies': ['/partnerships?scope=state_company', 'pakistan-binance', 'pakistan-hsx'],
  'what is there between Pakistan and Kyrgyzstan': ['/partnerships?between=pakistan,kyrgyzstan', 'pakistan-kyrgyzstan'],
  'what is there between El Salvador and Kyrgyzstan': ['/partnerships?between=el-salvador,kyrgyzstan'],
  'is the loan programme a partnership': ['/partnerships?party=international-monetary-fund'],
  'are the unnamed firms, lenders, partners or outlets in a partnership': [
    '/partnerships?party=global-crypto-firms,international-lenders-and-investors,international-partners-of-pakistan,ptv,radio-pakistan,openvoicenews-pakistan',
  ],
  'what is agreed with El Salvador, by country': ['/partnerships?country=SV', 'pakistan-el-salvador'],
  'which partnership is about remittances': ['/partnerships?topic=remittances', 'pakistan-el-salvador'],
  'which is about investor protection': ['/partnerships?topic=investor_protection', 'pakistan-hsx'],
  'what does the article on the United States say about partnerships': [
    '/partnerships?source=pakistan-united-states',
    ...['pakistan-united-states', 'pakistan-binance', 'pakistan-hsx'],
  ],
  // Who took part in what, in which role?
  'which meetings were there': [
    '/events?kind=meeting',
    ...[
      'pakistan-el-salvador-formal-meeting',
      'pakistan-kyrgyzstan-video-conference',
      'pakistan-united-states-meeting',
    ],
  ],
  'what did Bilal bin Saqib attend': [
    '/events?party=bilal-bin-saqib&role=attendee',
    'pakistan-kyrgyzstan-video-conference',
  ],
  'where did Bilal bin Saqib speak': ['/events?party=bilal-bin-saqib&role=speaker', 'bilal-bin-saqib-on-kyrgyzstan'],
  'where did Farukht Aminov take part': [
    '/events?party=farukht-aminov',
    ...['pakistan-kyrgyzstan-video-conference', 'farukht-aminov-on-exchange'],
  ],
  'whom did the ambassador meet, and who met him': [
    '/events?between=rizwan-saeed-sheikh,patrick-witt',
    'pakistan-united-states-meeting',
  ],
  'did Patrick Witt say anything': ['/events?party=patrick-witt&role=speaker'],
  'what did the President enact': [
    '/events?party=asif-ali-zardari&role=enacting_authority',
    'virtual-assets-ordinance-approval',
  ],
  'did the President take part in anything else': [
    '/events?party=asif-ali-zardari',
    'virtual-assets-ordinance-approval',
  ],
  'who signed anything': ['/events?role=signatory', 'pakistan-hsx-signing'],
  'did Binance sign anything': ['/events?party=binance&role=signatory'],
  'which event ended with a signed agreement': ['/events?outcome=agreement_signed', 'pakistan-hsx-signing'],
  'which ended with an explicit nothing': ['/events?outcome=none_announced', 'pakistan-united-states-meeting'],
  'whom did Michael Saylor praise, and was that a partnership': [
    '/events?party=michael-saylor&kind=endorsement',
    'michael-saylor-endorsement',
  ],
  'what did Michael Saylor do besides': ['/events?party=michael-saylor&kind=meeting,signing,announcement,visit'],
  'did the Monetary Fund take part in anything': ['/events?party=international-monetary-fund'],
  'did the unnamed lenders or partners take part in anything': [
    '/events?party=international-lenders-and-investors,international-partners-of-pakistan',
  ],
  'which bodies were created': [
    '/events?kind=institution_created',
    ...['pakistan-crypto-council-launch', 'pakistan-virtual-assets-regulatory-authority-creation'],
  ],
  'is the regulator of the approved ordinance the authority that was created': [
    '/events?party=pakistan-virtual-assets-regulatory-authority',
    'pakistan-virtual-assets-regulatory-authority-creation',
  ],
  'what happened to the regulator that is not named': [
    '/events?party=independent-virtual-assets-regulator',
    'virtual-assets-ordinance-approval',
  ],
  'what did the central bank do': ['/events?party=pakistan-central-bank', 'central-bank-shift-in-perspective'],
  'who spoke for PTV and Radio Pakistan': [
    '/events?party=ptv,radio-pakistan&role=speaker',
    ...['ptv-report-on-pakistan-kyrgyzstan', 'radio-pakistan-report-on-united-states-meeting'],
  ],
  'was an outlet present at a meeting': ['/events?party=ptv,radio-pakistan,openvoicenews-pakistan&role=attendee,host'],
  'what happened by video': ['/events?id=pakistan-kyrgyzstan-video-conference', 'pakistan-kyrgyzstan-video-conference'],
  'what is about legal tender': ['/events?topic=legal_tender', 'el-salvador-adopts-bitcoin-as-legal-tender'],
  // When?
  'what happened in 2021': ['/events?from=2021-01-01&to=2021-12-31', 'el-salvador-adopts-bitcoin-as-legal-tender'],
  'what happened in March 2025': ['/events?from=2025-03-01&to=2025-03-31', 'pakistan-crypto-council-launch'],
  'what surely happened from 10 to 20 March 2025': ['/events?from=2025-03-10&to=2025-03-20'],
  'what happened in July 2025': ['/events?from=2025-07-01&to=2025-07-31', 'virtual-assets-ordinance-approval'],
  'what happened on the day when the article on El Salvador came out': ['/events?from=2025-07-17&to=2025-07-17'],
  'what happened on Saturday, 2 August 2025': [
    '/events?from=2025-08-02&to=2025-08-02',
    'ptv-report-on-pakistan-kyrgyzstan',
  ],
  'by 17 July 2025, which stages had surely been reached': ['/partnerships?to=2025-07-17', 'pakistan-el-salvador'],
  'by 2 August 2025': ['/partnerships?to=2025-08-02', 'pakistan-el-salvador', 'pakistan-kyrgyzstan'],
  // Who published, who is credited?
  'what did OpenVoiceNews Pakistan publish': ['/sources?publisher=openvoicenews-pakistan', 'pakistan-el-salvador'],
  'what did a broadcaster publish': ['/sources?publisher=ptv,radio-pakistan'],
  'what credits PTV': ['/sources?attributed_to=ptv', 'pakistan-kyrgyzstan'],
  'what credits Radio Pakistan': ['/sources?attributed_to=radio-pakistan', 'pakistan-united-states'],
  'what was published in July 2025': ['/sources?from=2025-07-01&to=2025-07-31', 'pakistan-el-salvador'],
  'what was published in August 2025': ['/sources?from=2025-08-01&to=2025-08-31', 'pakistan-kyrgyzstan'],
  // Who is who?
  'which states are there': ['/parties?kind=state', 'pakistan', 'el-salvador', 'kyrgyzstan', 'united-states'],
  'which companies': ['/parties?kind=company', 'binance', 'hsx'],
  'which outlets': ['/parties?kind=media', 'openvoicenews-pakistan', 'ptv', 'radio-pakistan'],
  'which people are named': [
    '/parties?kind=person&named=true',
    ...['bilal-bin-saqib', 'farukht-aminov', 'rizwan-saeed-sheikh', 'patrick-witt', 'asif-ali-zardari'],
    'michael-saylor',
  ],
  'which person is only described': ['/parties?kind=person&named=false', 'pakistani-delegate-el-salvador-talks'],
  'which bodies are only described': [
    '/parties?kind=government_body&named=false',
    ...['independent-virtual-assets-regulator', 'pakistan-central-bank'],
  ],
  'is any group of unnamed people taken for named': ['/parties?kind=unnamed_group&named=true'],
  'who is PVARA': ['/parties?name=pvara', 'pakistan-virtual-assets-regulatory-authority'],
  'who is PCC': ['/parties?name=PCC', 'pakistan-crypto-council'],
  'who is PTV': ['/parties?name=Ptv', 'ptv'],
  'which bodies of other states are there': [
    '/parties?part_of=el-salvador,kyrgyzstan,united-states&kind=government_body',
    ...['national-bitcoin-office', 'national-investment-agency-of-kyrgyzstan'],
    'us-presidents-council-of-advisers-for-digital-assets',
  ],
  'whom does the article on Kyrgyzstan name besides its people': [
    '/parties?source=pakistan-kyrgyzstan&kind=state,company,media,intergovernmental_organization,unnamed_group',
    ...['pakistan', 'kyrgyzstan', 'ptv'],
  ],
};

t.test('the first records answer', async (t) => {
  const register = await openRegister(t, { seeded: true });
  for (const [question, [path, ...expected]] of Object.entries(QUESTIONS)) {
    const { body } = await register.get(`${path}&limit=200`);
    t.same(body.data.map(({ id }: Json) => id).sort(), expected.sort(), question);
  }
});

t.test('a range of days says what it left out, and possible brings it back', async (t) => {
  const { get } = await openRegister(t, { seeded: true });
  const launch = 'pakistan-crypto-council-launch';
  const { body: certain } = await get('/events?from=2025-03-10&to=2025-03-20');
  t.same(certain.data, []);
  t.ok(certain.meta.left_out.possible > 0 && certain.meta.left_out.undated > 0);
  const { body: possible } = await get('/events?from=2025-03-10&to=2025-03-20&date_match=possible&limit=200');
  const ids = possible.data.map(({ id }: Json) => id);
  t.ok(ids.includes(launch));
  t.equal(ids.length, certain.meta.left_out.possible);
  t.notOk(ids.includes('virtual-assets-ordinance-approval'), 'July is not March');
  const { body: published } = await get('/sources?from=2025-01-01&to=2025-12-31');
  t.same(published.meta.left_out, { possible: 0, undated: 1 }, 'one article prints no day');
  const { body: since } = await get('/partnerships?from=2025-07-01&to=2025-08-31');
  t.same(since.data, []);
  t.same(since.meta.left_out, { possible: 2, undated: 3 });
});
