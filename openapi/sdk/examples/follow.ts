/** Shows the words that a record cites, follows what is changed, and takes everything away again. */
import { citedWords, createEntente } from 'entente-client';

const baseUrl = process.env.ENTENTE ?? 'http://127.0.0.1:3000';
const entente = createEntente({ baseUrl, key: process.env.KEY, throwOnError: true });

const { data: source } = await entente.createSource({ sourceInput: { kind: 'press_release', text_access: 'public' } });
await entente.storeSourceText({ id: source.id, sourceText: '🤝 Lagoon and Isthmus met.\n' });
const citations = [{ source: source.id, quote: 'Lagoon and Isthmus met' }];
const { data: party } = await entente.createParty({ partyInput: { kind: 'company', name: 'Lagoon', citations } });

const { data: text } = await entente.getSourceText({ id: source.id });
for (const citation of party.citations ?? []) console.log(citation.start, citedWords(text, citation));

const signal = AbortSignal.timeout(60_000);
for await (const { event, data } of entente.streamChanges({ since: source.created_at }, { signal })) {
  if (event === 'reset') console.log('a backup was brought back: read all anew');
  else console.log(data.sequence, data.operation, data.record, data.id);
  if (event === 'change' && data.id === party.id) break;
}

await entente.deleteParty({ id: party.id, 'If-Match': '*' });
await entente.deleteSource({ id: source.id, 'If-Match': '*' });
