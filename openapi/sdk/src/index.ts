/** What the package offers; all schemas of the contract come with it as types. */
export type { AnyProblem, CallOptions, Entente, NotModified, Result } from './calls.js';
export { citedWords, type Offsets } from './citations.js';
export { createEntente, type EntenteOptions } from './entente.js';
export type * from './generated/types.gen.js';
export { items, pages } from './pages.js';
export { ProblemError, UnexpectedAnswerError } from './problems.js';
export type { Clock, RetryOptions } from './retries.js';
export type { StreamEvent } from './streams.js';
