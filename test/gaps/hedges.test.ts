/** A quotation behind a signing whose sentence hedges or negates is noticed, for as long as that is so. */
import t from 'tap';
import { hedgeIn } from '../../src/model/evidence/hedges.js';
import { aPartnership, type Json, openRegister, populate, type TestRegister } from '../support/register.js';
import { listen } from '../support/statements.js';

/** Sentences by language: those of something done, and those that hedge or negate. */
const DONE: Record<string, string[]> = {
  en: [
    'In May 2025 Arcadia and Borduria signed a memorandum of understanding.',
    'The two not only signed the agreement but also set up a working group.',
    'Arcadia signed a letter of intent with the Planning Ministry.',
    'The accord was signed as planned, no later than Friday.',
    'Agreement No. 5 was signed on 3 May.',
    'MAY 3: the ministers sign a pact that lets citizens pay in coins.',
  ],
  es: ['Arcadia y Borduria firmaron un acuerdo; no sólo eso, crearon un comité.', 'Sin embargo, firmaron el acuerdo.'],
  fr: ["L'Arcadie a signé l'accord avec la Bordurie.", "Les deux États ont signé une lettre d'intention."],
  pt: ['A Arcádia assinou o acordo com a Bordúria.', 'Os dois não só assinaram o acordo como criaram um comité.'],
  ru: ['Аркадия подписала соглашение с Бордурией.', 'Стороны подписали меморандум о намерениях.'],
  ar: ['وقعت أركاديا وبوردوريا مذكرة تفاهم.', 'وقع الوزيران الاتفاقية في بيشكيك.'],
  ur: ['دونوں ممالک نے مفاہمت کی یادداشت پر دستخط کیے۔', 'پاکستان اور کرغزستان نے معاہدے پر دستخط کر دیے۔'],
  zh: ['两国签署了谅解备忘录。', '双方不仅签署了协议,还成立了工作组。'],
  de: ['Es wurde nichts unterzeichnet.'],
};
const HEDGED: Record<string, [sentence: string, hedge: string][]> = {
  en: [
    ['The two sides discussed signing a memorandum.', 'discussed'],
    ['Arcadia plans to sign an accord.', 'plans'],
    ['They may sign in May.', 'may'],
    ['The deal is expected to be signed.', 'expected'],
    ['The pact would be signed in June.', 'would'],
    ['Officials DENIED that it was signed.', 'DENIED'],
    ['The minister said they had signed nothing.', 'nothing'],
    ['The agreement was not signed.', 'not'],
    ['They didn’t sign the agreement.', 'didn’t'],
    ['The ministers will formally sign the agreement on Friday.', 'will formally sign'],
    ['No agreement was signed.', 'No'],
  ],
  es: [
    ['Los ministros discutieron la firma de un acuerdo.', 'discutieron'],
    ['No se firmó ningún acuerdo.', 'No'],
    ['Firmarán el acuerdo en junio.', 'Firmarán'],
  ],
  fr: [
    ["L'accord n'a pas été signé.", "n'a"],
    ['Les deux pays pourraient signer un accord.', 'pourraient'],
    ["La signature de l'accord est prévue en juin.", 'prévue'],
  ],
  pt: [
    ['O acordo não foi assinado.', 'não'],
    ['Os ministros discutiram a assinatura do acordo.', 'discutiram'],
  ],
  ru: [
    ['Стороны обсудили подписание меморандума.', 'обсудили'],
    ['Соглашение не было подписано.', 'не'],
    ['Ожидается подписание соглашения.', 'Ожидается'],
  ],
  ar: [
    ['وناقش الجانبان توقيع مذكرة تفاهم.', 'وناقش'],
    ['لم يتم توقيع أي اتفاقية.', 'لم'],
    ['من المتوقع توقيع الاتفاقية.', 'المتوقع'],
  ],
  ur: [
    ['کسی معاہدے پر دستخط نہیں ہوئے۔', 'نہیں'],
    ['دونوں ممالک اگلے ماہ معاہدے پر دستخط کریں گے۔', 'دستخط کریں گے'],
  ],
  zh: [
    ['双方讨论了签署谅解备忘录。', '讨论'],
    ['两国尚未签署协议。', '尚未'],
    ['兩國計劃簽署協議。', '計劃'],
  ],
};

t.test('what is done is not taken for a plan, in any language', async (t) => {
  for (const [language, sentences] of Object.entries(DONE))
    for (const sentence of sentences) t.equal(hedgeIn(sentence, language), undefined, sentence);
});

t.test('hedges and negations are found as they are printed', async (t) => {
  for (const [language, sentences] of Object.entries(HEDGED))
    for (const [sentence, hedge] of sentences) t.equal(hedgeIn(sentence, language), hedge, sentence);
});

const TEXT = 'On Monday the two sides discussed the signing of an accord. They signed a customs treaty.';
const [HEDGED_WORDS, PLAIN_WORDS] = ['the signing of an accord', 'They signed a customs treaty'];
const quoting = (quote: string) => [{ source: 'note', quote }];

async function withText(t: Json, text?: string): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  await register.post('/sources', { id: 'note', kind: 'press_release', language: 'en' });
  if (text !== undefined) await register.putText('note', text);
  return register;
}
const hedgesOf = async ({ get }: TestRegister, id = 'accord') =>
  ((await get(`/partnerships/${id}`)).body.notices ?? []).filter(({ code }: Json) => code === 'hedged_quote');

t.test('milestones and instruments that are signed or further are noticed, and nothing else', async (t) => {
  const register = await withText(t, TEXT);
  const milestone = (stage: string, quote: string, more = {}) => ({ stage, citations: quoting(quote), ...more });
  const instrument = (status: string) => ({ kind: 'mou', status, citations: quoting(HEDGED_WORDS) });
  const { body, text, status } = await register.post(
    '/partnerships',
    aPartnership({
      id: 'accord',
      milestones: [
        milestone('talks', HEDGED_WORDS),
        milestone('signed', HEDGED_WORDS, { polarity: 'negated' }),
        milestone('signed', PLAIN_WORDS),
        milestone('signed', HEDGED_WORDS),
        milestone('in_force', HEDGED_WORDS),
        milestone('ended', HEDGED_WORDS),
      ],
      instruments: ['under_discussion', 'signed', 'ratified', 'in_force', 'terminated'].map(instrument),
      citations: quoting(HEDGED_WORDS),
    }),
  );
  t.equal(status, 201, text);
  const [, , , signed, inForce] = body.milestones;
  const [, ...instruments] = body.instruments;
  const pointers = [signed, inForce].map(({ id }) => `/milestones/${id}/citations/0`);
  t.strictSame(
    (await hedgesOf(register)).map(({ pointer }: Json) => pointer),
    [...pointers, ...instruments.slice(0, 3).map(({ id }: Json) => `/instruments/${id}/citations/0`)],
  );
  t.match((await hedgesOf(register))[0].detail, /"discussed"/);
  t.equal((await register.get('/partnerships?notice=hedged_quote')).body.data.length, 1);
});

t.test('the notice follows the text of the source and its language', async (t) => {
  const register = await withText(t);
  const milestones = [{ stage: 'signed', citations: quoting(HEDGED_WORDS) }];
  await register.post('/partnerships', aPartnership({ id: 'accord', milestones }));
  const counts = async () => (await hedgesOf(register)).length;
  t.equal(await counts(), 0, 'nothing is known of the sentence');
  await register.putText('note', TEXT);
  t.equal(await counts(), 1);
  await register.putText('note', TEXT.replace('discussed', 'completed'));
  t.equal(await counts(), 0);
  await register.putText('note', TEXT.replace('discussed', 'did not complete'));
  t.match(await hedgesOf(register), [{ detail: /"not"/ }]);
  await register.patch('/sources/note', { language: 'de' }, { 'if-match': '*' });
  t.equal(await counts(), 0, 'there is no list for German');
  await register.patch('/sources/note', { language: null }, { 'if-match': '*' });
  t.equal(await counts(), 1, 'a text whose language is not known is taken for English');
  await register.delete('/sources/note/text', { 'if-match': '*' });
  t.equal(await counts(), 0);
});

t.test('words that a line break parts are shown in one line', async (t) => {
  const register = await withText(t, 'Both ministers will\r\nsign\fthe accord.');
  const milestones = [{ stage: 'signed', citations: quoting('the accord') }];
  const { status, text } = await register.post('/partnerships', aPartnership({ id: 'accord', milestones }));
  t.equal(status, 201, text);
  t.match(await hedgesOf(register), [{ detail: /"will sign"/ }]);
});

t.test('it stays when something else of the record or of its parties changes', async (t) => {
  const register = await withText(t, TEXT);
  const milestones = [{ stage: 'signed', citations: quoting(HEDGED_WORDS) }];
  await register.post('/partnerships', aPartnership({ id: 'accord', milestones }));
  await register.patch('/partnerships/accord', { summary: 'New.' }, { 'if-match': '*' });
  t.equal((await hedgesOf(register)).length, 1);
  await register.patch('/parties/arcadia', { kind: 'company' }, { 'if-match': '*' });
  t.match((await register.get('/partnerships/accord')).body, { revision: 3, scope: 'state_company' });
  t.equal((await hedgesOf(register)).length, 1);
});

t.test('a text that many partnerships quote is read once, and not at all where nothing is signed', async (t) => {
  const register = await withText(t, TEXT);
  const create = (id: string, stage: string) => ({
    operation: 'create',
    record: 'partnership',
    document: aPartnership({ id, milestones: [{ stage, citations: quoting(HEDGED_WORDS) }] }),
  });
  for (const [prefix, stage] of [
    ['signed', 'signed'],
    ['talks', 'talks'],
  ])
    for (let from = 0; from < 220; from += 55) {
      const operations = Array.from({ length: 55 }, (_, index) => create(`${prefix}-${from + index}`, stage!));
      const { status, text } = await register.post('/batch', { operations });
      t.equal(status, 200, text);
    }
  const asked = listen(t, register);
  await register.patch('/parties/arcadia', { kind: 'company' }, { 'if-match': '*' });
  const { total } = (await register.get('/partnerships?scope=state_company&total=true')).body.meta;
  t.equal(total, 440);
  t.equal(asked.filter((one) => /from "source_text"/.test(one)).length, 1);
  t.equal((await register.get('/partnerships?notice=hedged_quote&total=true')).body.meta.total, 220);
});
