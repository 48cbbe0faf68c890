/** Suggestions while somebody types. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../../model/refusal.js';
import { ref } from '../../model/schema.js';
import { nameKeys } from '../../register/index/names.js';
import { readingFrom } from '../../register/read/reading.js';
import { suggest, suggestedKinds } from '../../register/search/suggest.js';
import { answers, content } from '../contract/answers.js';
import { JSON_TYPE } from '../http/bodies.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { Suggestions, SuggestQuery } from './suggest-schema.js';

export function suggestRoute(app: FastifyInstance, register: Register): void {
  app.get<{ Querystring: SuggestQuery }>('/suggest', {
    config: { scope: 'read', certified: true },
    schema: {
      tags: ['Search'],
      operationId: 'suggest',
      summary: 'Complete a name as it is typed',
      description:
        'Names of parties, titles of partnerships and topics that begin with what was typed, then those with a later word that does; ' +
        'of each, shorter ones first, then from A to Z. An outlet to which nothing but sources refers comes last. Each record comes once. Of more than 200 names of a kind that begin so, ' +
        'only the first from A to Z are looked at.',
      querystring: SuggestQuery,
      response: answers({ ok: content('The suggestions.', JSON_TYPE, ref(Suggestions)) }),
    },
    handler: async (request, reply) => {
      const { definitions, engine } = register;
      const { reader } = await readersFor(request, engine);
      const { q, kind = suggestedKinds(definitions), party_kind, limit = 10 } = request.query;
      const reading = readingFrom(engine, definitions, reader);
      const data = await suggest(reading, { typed: typedKeys(q), kinds: kind, partyKinds: party_kind, limit });
      return sendJson(reply, { data });
    },
  });
}

/** What was typed, as keys to look up; refuses a text without a word. */
function typedKeys(q: string): string[] {
  const keys = nameKeys(q);
  if (keys.length > 0) return keys;
  const detail = 'it has no letter, digit or pictograph to begin with';
  throw new Refusal('invalid_parameter', `q: ${detail}`, {
    errors: [{ parameter: 'q', code: 'nothing_to_search', detail }],
  });
}
