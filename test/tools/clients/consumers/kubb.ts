/** The client that kubb generates. */
import { client } from '@kubb/plugin-client/clients/axios';
import * as entente from '../kubb/index.js';
import { ADDRESS, type Answer, KEY, use } from './client.js';

client.setConfig({ baseURL: ADDRESS, headers: { Authorization: `Bearer ${KEY}` }, validateStatus: () => true });

const answer = ({ status, data }: { status: number; data: unknown }): Answer => ({ status, data });

await use('kubb', {
  listEvents: async (query) => answer(await entente.listEvents(query)),
  createState: async (body) => answer(await entente.createParty(body)),
  createSource: async (body) => answer(await entente.createSource(body)),
  patchSource: async (id, ifMatch, patch) => answer(await entente.patchSource(id, patch, { 'If-Match': ifMatch })),
  diffSource: async (id, from, to) => answer(await entente.getSourceDifference(id, { from, to })),
  storeText: async (id, text) =>
    answer(await entente.storeSourceText(id, text, {}, {}, { headers: { 'Content-Type': 'text/plain' } })),
  readText: async (id) => answer(await entente.getSourceText(id)),
});
