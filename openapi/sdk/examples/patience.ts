/** Waits longer than usual, asks only for what is new, and gives up when told to. */
import { createEntente, UnexpectedAnswerError } from 'entente-client';

const baseUrl = process.env.ENTENTE ?? 'http://127.0.0.1:3000';
const readKey = async (): Promise<string | undefined> => process.env.KEY;

const entente = createEntente({ baseUrl, key: readKey, retries: 5, longestWait: 120_000 });

const { data: page } = await entente.listParties({}, { signal: AbortSignal.timeout(30_000) });
console.log(page?.data.length, 'parties');

const { data: held } = await entente.getPartnership({ id: 'pakistan-hsx' });
const again = await entente.getPartnership({ id: 'pakistan-hsx', 'If-None-Match': `"${held?.revision}"` });
if (again.error?.code === 'not_modified') console.log('as it was');

const tooLate = AbortSignal.abort();
try {
  await entente.listParties({}, { signal: tooLate });
} catch (thrown) {
  if (thrown instanceof UnexpectedAnswerError) console.log('something between answered', thrown.status);
  else if (thrown instanceof Error && thrown.name === 'AbortError') console.log('given up');
  else throw thrown; // the network failed, and went on failing
}
