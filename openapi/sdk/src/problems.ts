/** What is thrown: a refusal of the service, or an answer that isn't the service's. */
import type { AnyProblem, NotModified } from './calls.js';

/** A refusal of the service; `problem` says all about it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: AnyProblem | NotModified;
  readonly response: Response;

  constructor(problem: AnyProblem | NotModified, response: Response) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.response = response;
  }

  get code() {
    return this.problem.code;
  }

  get status() {
    return this.problem.status;
  }
}

/** An answer of something between the caller and the service, such as a proxy; its body is unread. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly response: Response;

  constructor(response: Response) {
    super(
      `${response.status} from ${response.url} is no answer of the service (${response.headers.get('content-type')})`,
    );
    this.response = response;
  }

  get status() {
    return this.response.status;
  }
}

/** Whether a value has what every problem has. */
export function isProblem(value: unknown): value is AnyProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'status' in value &&
    typeof value.status === 'number'
  );
}
