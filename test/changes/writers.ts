/** Somebody who writes: records of all kinds come, change, go and come back. */
import type { Dice } from '../fuzz/meaning.js';
import { diceOf } from '../fuzz/requests.js';
import { anEvent, aPartnership, type TestRegister } from '../support/register.js';

const any = { 'if-match': '*' };
const PARTIES = ['arcadia', 'borduria', 'coinworks', 'gazette'];

/** Does so many things, in an order that follows from the seed, to records of its own. */
export async function keepWriting(register: TestRegister, times: number, seed: number): Promise<void> {
  const dice = diceOf(seed);
  for (let time = 0; time < times; time++) await doSomething(register, dice, `w${seed}-${dice(6)}`, time);
}

async function doSomething(register: TestRegister, dice: Dice, id: string, time: number): Promise<void> {
  const { post, put, patch, putText } = register;
  const cited = [{ source: dice(2) === 0 ? 'report' : 'article' }];
  const party = () => PARTIES[dice(PARTIES.length)]!;
  const reason = dice(3) === 0 ? { 'change-reason': `Zeit für “${time}”` } : {};
  const collection = ['parties', 'sources', 'events', 'partnerships'][dice(4)]!;
  const url = `/${collection}/${id}`;
  switch (dice(9)) {
    case 0:
      await put(
        '/events/shared',
        anEvent({ title: `Shared ${time}`, parties: [{ party: party(), role: 'host' }] }),
        reason,
      );
      return;
    case 1:
      await patch('/sources/article', { published: { edtf: `2025-0${1 + dice(9)}-01` } }, { ...any, ...reason });
      return;
    case 2:
      await putText('report', `A text with 🚀 number ${dice(3)}.\n`);
      return;
    case 3:
      await register.delete(url, { ...any, ...reason });
      return;
    case 4:
      await post(`/events/${id}/citations`, cited[0], reason);
      return;
    case 5:
      await patch(url, { summary: `Summary ${dice(3)}` }, { ...any, ...reason });
      return;
    case 6:
      await post(`/partnerships/${id}/milestones`, { stage: 'signed', citations: cited }, reason);
      return;
    default: {
      const bodies: Record<string, object> = {
        parties: { kind: 'company', name: `Company “${dice(9)}”` },
        sources: { kind: 'filing', title: `Filing ${dice(9)}` },
        events: anEvent({ title: `Event ${dice(9)}`, parties: [{ party: party(), role: 'host' }], citations: cited }),
        partnerships: aPartnership({ title: `Title ${dice(9)}`, ...(dice(2) === 0 && { topics: ['mining'] }) }),
      };
      const isThere = (await register.get(url)).status === 200;
      await put(url, bodies[collection], { ...(isThere && any), ...reason });
    }
  }
}
