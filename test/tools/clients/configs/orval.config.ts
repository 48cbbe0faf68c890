/**
 * orval's clients of the contract, with mocks of all answers: made of the examples, and made up. Made-up ones fill lists, and lists
 * in lists, up to their limits, so that nobody can wait for them; those made of the examples are there at once.
 */
const clientWith = (target: string, useExamples: boolean) => ({
  input: './openapi.json',
  output: { target, client: 'fetch', mock: { type: 'msw', useExamples } },
});

export default { examples: clientWith('./orval/examples.ts', true), madeUp: clientWith('./orval/made-up.ts', false) };
