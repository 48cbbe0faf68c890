/** The contract stays small enough for tools: as it is served, with references inlined, and as functions for a language model. */
import t from 'tap';
import { openRegister } from '../support/register.js';
import { withWholeOperations } from '../support/whole-operations.js';
import { asFunctions, inlinedLength } from './size.js';

const { app, get } = await openRegister(t);
const { body: document, text } = await get('/openapi.json');

t.test('it is at most 600 kB as it is served', async (t) => {
  t.ok(text.length <= 600_000, `${text.length} bytes`);
  t.ok((await app.inject('/openapi-3.0.json')).body.length <= 600_000);
});

t.test('with every reference inlined it is at most 10 MB', async (t) => {
  const length = inlinedLength(document)(document);
  t.ok(length <= 10_000_000, `${length} bytes`);
});

t.test('as functions for a language model it is at most 120 000 tokens, of four bytes each', async (t) => {
  const tokens = Math.ceil(inlinedLength(document)(asFunctions(withWholeOperations(document))) / 4);
  t.ok(tokens <= 120_000, `${tokens} tokens`);
});
