/** What is going away is announced, in the contract and on each answer. */
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { answers, content } from '../../src/api/contract/answers.js';
import type { Deprecation } from '../../src/api/contract/deprecation.js';
import { ref } from '../../src/model/schema.js';
import { Party } from '../../src/resources/parties/schema.js';
import { type Json, openRegister } from '../support/register.js';

const YESTERDAYS: Deprecation = { since: '2026-01-01', sunset: '2026-07-01', instead: 'Use `listPartnerships`.' };

/** An operation of yesterday. */
const add = (app: FastifyInstance, deprecation = YESTERDAYS): void => {
  app.get('/deals', {
    config: { deprecation },
    schema: {
      operationId: 'listDeals',
      tags: ['Partnerships'],
      summary: 'List deals',
      description: 'What partnerships were called.',
      response: answers({ ok: content('The deals.', 'application/json', ref(Party)) }, 'not_found'),
    },
    handler: async () => ({}),
  });
};

t.test('an operation that is going away says since when, and until when it stays', async (t) => {
  const { app } = await openRegister(t, { before: add });
  const { statusCode, headers } = await app.inject('/deals');
  t.equal(statusCode, 200);
  t.match(headers, { deprecation: '@1767225600', sunset: 'Wed, 01 Jul 2026 00:00:00 GMT' });
  const refused = await app.inject('/deals?limit=1');
  t.equal(refused.statusCode, 400);
  t.match(refused.headers, { deprecation: '@1767225600' }, 'refusals say so as well');
});

t.test('the contract marks it, and says what to use from now on', async (t) => {
  const { app } = await openRegister(t, { before: add });
  const { get } = (app.swagger().paths as Json)['/deals'];
  t.equal(get.deprecated, true);
  t.match(get.description, /since 2026-01-01, .* 2026-07-01 .*Use `listPartnerships`/);
  t.match(Object.keys(get.responses['200'].headers), ['Access-Control-Allow-Origin', 'Deprecation']);
  for (const header of ['Deprecation', 'Sunset'])
    t.strictSame(get.responses['200'].headers[header], { $ref: `#/components/headers/${header}` });
});

t.test('an operation that stays says nothing of the kind', async (t) => {
  const { get } = await openRegister(t);
  const { headers } = await get('/partnerships');
  t.notOk('deprecation' in headers || 'sunset' in headers);
});

t.test('what is going away stays for at least half a year', async (t) => {
  const hasty = { since: '2026-01-01', sunset: '2026-02-01', instead: 'Use something else.' };
  await t.rejects(openRegister(t, { before: (app) => add(app, hasty) }), { message: /half a year/ });
});
