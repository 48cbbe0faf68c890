/** How the tests of searching ask. */
import type { Json, TestRegister } from '../support/register.js';

export const q = (typed: string) => `q=${encodeURIComponent(typed)}`;
export const search = async (register: TestRegister, typed: string, more = ''): Promise<Json> =>
  (await register.get(`/search?${q(typed)}${more}`)).body;
export const ids = (body: Json): string[] => body.data.map(({ id }: Json) => id);

/** Sources with these texts, readable by everybody. */
export async function texts(register: TestRegister, ...all: string[]) {
  for (const [index, text] of all.entries()) {
    await register.post('/sources', { id: `text-${index}`, kind: 'news_article', text_access: 'public' });
    await register.putText(`text-${index}`, text);
  }
}
