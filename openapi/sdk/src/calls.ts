/** How the calls are typed: made from the generated ones, so that nothing here names an operation or a schema. */
import type { Described } from './generated/described.gen.js';
import type { Operations, Options } from './generated/sdk.gen.js';
import type { StreamEvent } from './streams.js';

/** What a call may be given beside its parameters. */
export interface CallOptions<Throws extends boolean = boolean> {
  /** Whether a refusal is thrown, as a `ProblemError`, and not returned; as the client does unless said. */
  throwOnError?: Throws | undefined;
  /** Ends the call and any waiting between its repeats. */
  signal?: AbortSignal | undefined;
  /** Headers that the contract doesn't list. */
  headers?: Record<string, string> | undefined;
}

/** What a call gives: the answer's data, or the problem that it was refused with. */
export type Result<Data, Problem, Throws extends boolean = false> = Throws extends true
  ? { data: Data; response: Response }
  : { data: Data; error: undefined; response: Response } | { data: undefined; error: Problem; response: Response };

/** In place of data when the record still has the ETag that was sent as `If-None-Match`. */
export interface NotModified {
  code: 'not_modified';
  status: 304;
  title: string;
  detail: string;
}

type Name = keyof Operations;
type Raw<N extends Name> = Awaited<ReturnType<Operations[N]>>;
type DataOf<N extends Name> = Extract<Raw<N>, { error: undefined }>['data'];
type RefusalOf<N extends Name> = Extract<Raw<N>, { data: undefined }>['error'];

/** Every problem of the contract. */
export type AnyProblem = { [N in Name]: RefusalOf<N> }[Name];

// The generated parameters, each with the description that only its place in the request has.
type Place<Part> = [NonNullable<Part>] extends [never] ? unknown : NonNullable<Part>;
type In<R> = R extends { path?: infer P; query?: infer Q; headers?: infer H }
  ? Place<P> & Place<Q> & Place<H>
  : unknown;
type Flat<T> = { [K in keyof T]: T[K] };
type ParametersOf<N extends Name> = Flat<NonNullable<Parameters<Operations[N]>[0]> & In<Described[N]>>;
type ProblemOf<N extends Name> =
  | RefusalOf<N>
  | (N extends `get${string}` ? ('If-None-Match' extends keyof ParametersOf<N> ? NotModified : never) : never);

type Call<N extends Name, Data, Throws extends boolean> = Promise<Result<Data, ProblemOf<N>, Throws>>;

/** A stream is no promise: it is asked for when it is first read, and all refusals are thrown. */
type Stream<N extends Name> = (
  parameters?: ParametersOf<N>,
  options?: Omit<CallOptions, 'throwOnError'>,
) => AsyncGenerator<StreamEvent, void, undefined>;

type Method<N extends Name, Throws extends boolean> = Raw<N> extends { stream: unknown } ? Stream<N> : Asked<N, Throws>;

type Asked<N extends Name, Throws extends boolean> =
  Parameters<Operations[N]> extends [Options<never, boolean>?]
    ? <T extends boolean = Throws>(options?: CallOptions<T>) => Call<N, DataOf<N>, T>
    : undefined extends Parameters<Operations[N]>[0]
      ? <T extends boolean = Throws>(parameters?: ParametersOf<N>, options?: CallOptions<T>) => Call<N, DataOf<N>, T>
      : <T extends boolean = Throws>(parameters: ParametersOf<N>, options?: CallOptions<T>) => Call<N, DataOf<N>, T>;

/** A client: one method for each operation, named by its id. */
export type Entente<Throws extends boolean = false> = {
  readonly [N in keyof Operations]: Method<N, Throws>;
};
