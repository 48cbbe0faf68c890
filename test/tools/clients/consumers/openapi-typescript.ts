/** openapi-fetch, with the types that openapi-typescript generates. */
import createClient from 'openapi-fetch';
import type { paths } from '../openapi-typescript/entente.js';
import { ADDRESS, KEY, use } from './client.js';

const entente = createClient<paths>({ baseUrl: ADDRESS, headers: { Authorization: `Bearer ${KEY}` } });

/** It has the body of an answer as `data` or as `error`. */
const answer = ({ data, error, response }: { data?: unknown; error?: unknown; response: Response }) => ({
  status: response.status,
  data: data ?? error,
});
const pathOf = (id: string) => ({ path: { id } });

await use('openapi-fetch', {
  listEvents: async (query) => answer(await entente.GET('/events', { params: { query } })),
  createState: async (body) => answer(await entente.POST('/parties', { body })),
  createSource: async (body) => answer(await entente.POST('/sources', { body })),
  patchSource: async (id, ifMatch, body) =>
    answer(await entente.PATCH('/sources/{id}', { params: { ...pathOf(id), header: { 'If-Match': ifMatch } }, body })),
  diffSource: async (id, from, to) =>
    answer(await entente.GET('/sources/{id}/difference', { params: { ...pathOf(id), query: { from, to } } })),
  storeText: async (id, body) =>
    answer(
      await entente.PUT('/sources/{id}/text', {
        params: pathOf(id),
        body,
        bodySerializer: (text) => text,
        headers: { 'Content-Type': 'text/plain' },
      }),
    ),
  readText: async (id) => answer(await entente.GET('/sources/{id}/text', { params: pathOf(id), parseAs: 'text' })),
});
