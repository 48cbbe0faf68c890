/** The client that hey-api generates. */
import { client } from '../hey-api/client.gen.js';
import * as entente from '../hey-api/index.js';
import { ADDRESS, KEY, use } from './client.js';

client.setConfig({ baseUrl: ADDRESS, auth: KEY });

/** It has the body of an answer as `data` or as `error`. */
const answer = ({ data, error, response }: { data?: unknown; error?: unknown; response?: Response }) => ({
  status: response?.status,
  data: data ?? error,
});

await use('hey-api', {
  listEvents: async (query) => answer(await entente.listEvents({ query })),
  createState: async (body) => answer(await entente.createParty({ body })),
  createSource: async (body) => answer(await entente.createSource({ body })),
  patchSource: async (id, ifMatch, body) =>
    answer(await entente.patchSource({ path: { id }, headers: { 'If-Match': ifMatch }, body })),
  diffSource: async (id, from, to) => answer(await entente.getSourceDifference({ path: { id }, query: { from, to } })),
  storeText: async (id, body) => answer(await entente.storeSourceText({ path: { id }, body })),
  readText: async (id) => answer(await entente.getSourceText({ path: { id } })),
});
