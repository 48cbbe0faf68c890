/** A reader of Server-Sent Events, as the standard has it. */
import { get, type IncomingMessage } from 'node:http';
import type { Test } from 'tap';
import type { TestRegister } from '../support/register.js';

export interface Listener {
  response: IncomingMessage;
  /** The last id, whether with an event or alone. */
  lastId: string;
  /** What comes next: an event, or a comment that stands for none. */
  next(): Promise<Told | undefined>;
  /** Goes away without a word. */
  leave(): void;
}

export interface Told {
  id: string;
  /** Absent when there was only an id. */
  event?: string;
  data?: string;
  /** Whether it was there to keep the connection open. */
  isComment: boolean;
}

export const addressOf = async ({ app }: TestRegister): Promise<string> => {
  const { listening } = app.server;
  if (!listening) return app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
};

/** Connects; whoever listens still when the test ends leaves then. */
export async function listen(
  t: Test,
  register: TestRegister,
  path: string,
  headers: Record<string, string> = {},
): Promise<Listener> {
  const address = await addressOf(register);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}${path}`, { headers, agent: false }, resolve).on('error', reject);
  });
  response.setEncoding('utf8').on('error', () => {});
  t.teardown(() => response.destroy());
  const blocks = blocksOf(response);
  const listener: Listener = {
    response,
    lastId: '',
    next: async () => {
      const { value, done } = await blocks.next();
      if (done) return undefined;
      const told = { id: listener.lastId, isComment: false } as Told;
      for (const line of value.split('\n')) {
        const [, name = '', text = ''] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? [];
        if (name === '') told.isComment = true;
        if (name === 'id') told.id = listener.lastId = text;
        if (name === 'event' || name === 'data') told[name] = text;
      }
      return told;
    },
    leave: () => response.destroy(),
  };
  return listener;
}

async function* blocksOf(response: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let text = '';
  try {
    for await (const chunk of response) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks;
    }
  } catch (failure) {
    // The text may end inside a block when the connection was cut.
    if (!(failure instanceof Error && /aborted|premature|reset/i.test(failure.message))) throw failure;
  }
}

/** The next events, so many of them; what only keeps the connection open is passed over. */
export async function events(listener: Listener, count: number): Promise<Told[]> {
  const found: Told[] = [];
  while (found.length < count) {
    const told = await listener.next();
    if (!told) throw new Error(`it ended after ${found.length} of ${count} events`);
    if (told.event !== undefined) found.push(told);
  }
  return found;
}
