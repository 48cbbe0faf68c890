/** The client that swagger-typescript-api generates. */
import { Api, type HttpResponse } from '../swagger-typescript-api/entente.js';
import { ADDRESS, type Answer, KEY, use } from './client.js';

const entente = new Api({ baseUrl: ADDRESS, baseApiParams: { headers: { Authorization: `Bearer ${KEY}` } } });

/** What is refused is thrown. */
async function answer(asked: Promise<HttpResponse<unknown, unknown>>): Promise<Answer> {
  const { status, data, error } = await asked.catch((refusal) => refusal);
  return { status, data: data ?? error };
}

await use('swagger-typescript-api', {
  listEvents: (query) => answer(entente.events.listEvents(query)),
  createState: (body) => answer(entente.parties.createParty(body)),
  createSource: (body) => answer(entente.sources.createSource(body)),
  patchSource: (id, ifMatch, patch) =>
    answer(entente.sources.patchSource(id, patch, {}, { headers: { 'If-Match': ifMatch } })),
  diffSource: (id, from, to) => answer(entente.sources.getSourceDifference(id, { from, to }, { format: 'json' })),
  storeText: (id, text) => answer(entente.sources.storeSourceText(id, text)),
  readText: (id) => answer(entente.sources.getSourceText(id, { format: 'text' })),
});
