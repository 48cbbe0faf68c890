/** The words that the published client cuts out of a text, by the offsets that the service found. */
import fc from 'fast-check';
import t from 'tap';
import { emptyFolder, serve } from '../../support/process.js';
import { type Json, KEY } from '../../support/register.js';
import { project } from './project.js';

t.test('offsets count code points: letters beyond U+FFFF are one, not two', async (t) => {
  const { citedWords } = (await project()).client;
  const text = '🚀🚀 “Naïve” 币👩‍🚀 end';
  t.equal(citedWords(text, { start: 0, end: 1 }), '🚀');
  t.equal(citedWords(text, { start: 3, end: 10 }), '“Naïve”');
  t.equal(citedWords(text, { start: 11, end: 15 }), '币👩‍🚀');
  t.equal(citedWords(text, { start: 16, end: 99 }), 'end');
  t.equal(citedWords(text, { start: 99, end: 100 }), '');
  t.equal(citedWords(text, { start: 2, end: 2 }), '');
  t.equal(citedWords(text, {}), undefined, 'a citation of the source as a whole');
  t.equal(citedWords(text, { start: 3 }), undefined);
});

t.test('whatever the text, a slice is that of its list of code points', async () => {
  const { citedWords } = (await project()).client;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), fc.nat(20), (text, start, length) => {
      const end = start + length;
      return citedWords(text, { start, end }) === [...text].slice(start, end).join('');
    }),
  );
});

t.test('the words of every citation that the service placed are its quotation', async (t) => {
  const { address } = await serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: KEY });
  const { client } = await project();
  const entente = client.createEntente({ baseUrl: address, key: KEY, throwOnError: true });
  // A byte-order mark is dropped by the service, since clients that decode bytes drop it; form feeds stay.
  for (const before of ['', '🚀', '🚀𝒳 – é e\u0301\r\n', '\uFEFF👋 ', '\uFEFF\uFEFF', 'One page.\n\f', 'x\uFEFF ']) {
    const words = 'they 🤝 met, “币𝒳”';
    const sourceInput = { kind: 'press_release', text_access: 'public' };
    const { data: source } = await entente.createSource({ sourceInput });
    await entente.storeSourceText({ id: source.id, sourceText: `${before}${words} 👋 end.` });
    const citations = [
      { source: source.id, quote: words },
      { source: source.id, quote: '👋 end.' },
      { source: source.id },
    ];
    const partyInput = { kind: 'company', name: 'Lagoon', citations };
    const { data: party } = await entente.createParty({ partyInput });
    const { data: text } = await entente.getSourceText({ id: source.id });
    const fetched = await (await fetch(`${address}/sources/${source.id}/text`)).text();
    t.equal(fetched, text, 'any client reads the same text');
    t.strictSame(
      party.citations.map((citation: Json) => client.citedWords(text, citation)),
      [words, '👋 end.', undefined],
      JSON.stringify(before),
    );
  }
});
