/** Sources that random texts are stored in. */
import type { TestRegister } from '../support/register.js';

let made = 0;

/** Makes a source with this text; returns its id. One of its own for each text: what cites an earlier one is not read again. */
export async function sourceWithText({ post, putText }: TestRegister, text: string): Promise<string> {
  const id = `text-${++made}`;
  await post('/sources', { id, kind: 'other' });
  await putText(id, text);
  return id;
}
