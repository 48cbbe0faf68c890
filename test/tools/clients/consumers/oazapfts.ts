/** The client that oazapfts generates. */
import * as entente from '../oazapfts/entente.js';
import { ADDRESS, type Answer, KEY, use } from './client.js';

entente.defaults.baseUrl = ADDRESS;
entente.defaults.headers = { authorization: `Bearer ${KEY}` };

const answer = ({ status, data }: { status: number; data?: unknown }): Answer => ({ status, data });

await use('oazapfts', {
  listEvents: async (query) => answer(await entente.listEvents(query)),
  createState: async (body) => answer(await entente.createParty(body)),
  createSource: async (body) => answer(await entente.createSource(body)),
  patchSource: async (id, ifMatch, patch) => answer(await entente.patchSource(id, ifMatch, patch)),
  diffSource: async (id, from, to) => answer(await entente.getSourceDifference(from, to, id)),
  storeText: async (id, text) => answer(await entente.storeSourceText(id, text)),
  readText: async (id) => answer(await entente.getSourceText(id)),
});
