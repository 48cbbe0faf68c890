/** Somebody who follows the changes, and goes on at another copy when a connection breaks. */
import { setTimeout } from 'node:timers/promises';

export class Follower {
  /** The sequences of the changes, in the order in which they came. */
  readonly seen: number[] = [];
  readonly #addresses: readonly string[];
  readonly #isStreaming: boolean;
  readonly #end = new AbortController();
  #turn: number;

  /** @param first the copy that it begins with; a follower that is not streaming reads pages */
  constructor(addresses: readonly string[], first: number, isStreaming: boolean) {
    this.#addresses = addresses;
    this.#turn = first;
    this.#isStreaming = isStreaming;
  }

  /** Follows until it is ended. */
  async follow(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const address = this.#addresses[this.#turn % this.#addresses.length] ?? '';
      await (this.#isStreaming ? this.#stream(address) : this.#page(address)).catch(() => {
        // The copy is gone, or can't answer at the moment.
        this.#turn += 1;
      });
      await setTimeout(20);
    }
  }

  /** Waits until it has seen a change, for at most ten seconds, and ends it. */
  async until(last: number): Promise<void> {
    for (let turn = 0; turn < 200 && (this.seen.at(-1) ?? 0) < last; turn += 1) await setTimeout(50);
    this.#end.abort();
  }

  async #stream(address: string): Promise<void> {
    const headers = { 'last-event-id': String(this.seen.at(-1) ?? 0) };
    const answer = await fetch(`${address}/changes/stream`, { headers, signal: this.#end.signal });
    if (!answer.ok || !answer.body) throw new Error(`${answer.status}`);
    let rest = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        // A reset would mean that the log had been longer.
        if (/^event: reset$/m.test(block)) this.seen.push(0);
        if (/^event: change$/m.test(block)) this.seen.push(Number(/^id: (\d+)$/m.exec(block)?.[1]));
      }
    }
    throw new Error('it ended');
  }

  async #page(address: string): Promise<void> {
    const url = `${address}/changes?after=${this.seen.at(-1) ?? 0}&limit=50`;
    const answer = await fetch(url, { signal: this.#end.signal });
    // What was read cannot lie behind the end of the log.
    if (answer.status === 400) this.seen.push(0);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { data }: { data: { sequence: number }[] } = JSON.parse(await answer.text());
    this.seen.push(...data.map(({ sequence }) => sequence));
  }
}
