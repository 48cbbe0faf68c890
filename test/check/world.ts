/** A small world to ask about, and the ways to fill it. */
import type { Test } from 'tap';
import { type Json, openRegister, populate, type TestRegister } from '../support/register.js';

export async function world(t: Test): Promise<TestRegister> {
  const register = await openRegister(t);
  await populate(register);
  for (const [id, name] of [
    ['ifinex', 'iFinex'],
    ['syldavia', 'Syldavia'],
  ])
    await register.post('/parties', { id, kind: 'company', name });
  for (const [id, day] of [
    ['early', '2025-05-01'],
    ['late', '2025-05-09'],
  ])
    await register.post('/sources', { id, kind: 'press_release', published: { edtf: day } });
  return register;
}

export const reported = (stage: string, edtf: string, ...sources: string[]) => ({
  stage,
  date: { edtf },
  citations: sources.map((source) => ({ source })),
});

export async function made(register: TestRegister, ...bodies: object[]): Promise<void> {
  for (const body of bodies) {
    const { status, text } = await register.post('milestones' in body ? '/partnerships' : '/events', body);
    if (status !== 201) throw new Error(text);
  }
}

export const asked = async ({ get }: TestRegister, query: string): Promise<Json> => (await get(`/check?${query}`)).body;
