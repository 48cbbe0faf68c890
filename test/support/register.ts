/** A register of its own for each test, and a client that checks every answer against the contract. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import type { Streaming } from '../../src/api/changes/streams.js';
import { hashOf } from '../../src/api/http/authentication.js';
import { buildApp } from '../../src/app.js';
import { replaysOf } from '../../src/bin/replays.js';
import type { Engine } from '../../src/db/engine.js';
import { openEngine } from '../../src/db/open.js';
import type { ReadAccess } from '../../src/model/vocabulary/key-scope.js';
import { checkAnswer } from './contract-check.js';
import type { Place, Places } from './place.js';
import { copyTemplate } from './template.js';

export const KEY = 'a-key-for-tests-only';
const READER = 'a-key-that-only-reads';

export type Json = any;

/** An answer; `body` is its JSON. */
export interface Answer {
  status: number;
  headers: LightMyRequestResponse['headers'];
  text: string;
  body: Json;
}

export interface TestRegister extends Pick<Place, 'url' | 'file'> {
  app: FastifyInstance;
  engine: Engine;
  /** Sends any request as it is, without a key unless `headers` has one. */
  send(options: InjectOptions): Promise<Answer>;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  put(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** Stores a source's text; `If-Match: *` unless said otherwise. */
  putText(source: string, text: string, headers?: Record<string, string>): Promise<Answer>;
}

export interface RegisterOptions {
  /** Whether it holds the first records; empty by default. */
  seeded?: boolean;
  publicUrl?: string;
  trustProxy?: number | string[];
  rateLimit?: number;
  reading?: ReadAccess;
  now?: () => Date;
  streaming?: Partial<Streaming>;
  /** Where it is kept, when not where TEST_DATABASE_URL says. */
  where?: Places;
  /** A place where a register is already; by default one is made. */
  at?: Place;
  /** Done to the service before it is ready. */
  before?: (app: FastifyInstance) => void;
}

/** Opens a register that is taken away when the test ends. */
export async function openRegister(
  t: Test,
  {
    seeded = false,
    publicUrl = '',
    trustProxy = 0,
    rateLimit = 0,
    reading = 'open',
    now,
    streaming,
    before,
    where,
    at,
  }: RegisterOptions = {},
): Promise<TestRegister> {
  const place = at ?? (await copyTemplate(seeded, where));
  const engine = await openEngine(place.url, { durable: false, pool: 4 });
  const replays = replaysOf(place.url);
  const app = await buildApp({
    engine,
    replay: replays.replay,
    keys: [
      { name: 'tester', scope: 'admin', hash: hashOf(KEY) },
      { name: 'reader', scope: 'read', hash: hashOf(READER) },
    ],
    publicUrl,
    trustProxy,
    rateLimit,
    reading,
    ...(now && { now }),
    ...(streaming && { streaming }),
  });
  t.teardown(async () => {
    await replays.close();
    await app.close();
    await engine.close();
    await place.remove();
  });
  before?.(app);
  await app.ready();

  const send = async (options: InjectOptions): Promise<Answer> => {
    const response = await injected(app, options);
    checkAnswer(app, options, response);
    const isJson = /[/+]json/.test(String(response.headers['content-type']));
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      body: isJson && response.body !== '' ? JSON.parse(response.body) : undefined,
    };
  };
  const bearer = { authorization: `Bearer ${KEY}` };
  const write =
    (method: 'POST' | 'PUT' | 'PATCH', type: string) =>
    (url: string, body: unknown, headers = {}) =>
      send({
        method,
        url,
        headers: { ...bearer, 'content-type': type, ...headers },
        payload: typeof body === 'string' ? body : JSON.stringify(body),
      });
  return {
    app,
    engine,
    url: place.url,
    file: place.file,
    send,
    get: (url, headers = {}) => send({ method: 'GET', url, headers }),
    post: write('POST', 'application/json'),
    put: write('PUT', 'application/json'),
    patch: write('PATCH', 'application/merge-patch+json'),
    delete: (url, headers = {}) => send({ method: 'DELETE', url, headers: { ...bearer, ...headers } }),
    putText: (source, text, headers = {}) =>
      write('PUT', 'text/plain; charset=utf-8')(`/sources/${source}/text`, text, { 'if-match': '*', ...headers }),
  };
}

/** The answer to a request; of an endless one, its first part. */
async function injected(app: FastifyInstance, options: InjectOptions): Promise<LightMyRequestResponse> {
  if (!/^\/changes\/stream\b/.test(String(options.url))) return app.inject(options);
  const response = await app.inject({ ...options, payloadAsStream: true });
  const { statusCode, headers } = response;
  const isEndless = statusCode === 200 && /event-stream/.test(String(headers['content-type']));
  let body = '';
  for await (const chunk of response.stream().setEncoding('utf8')) {
    body += chunk;
    if (isEndless) break;
  }
  response.raw.res.destroy();
  return { statusCode, headers, body } as LightMyRequestResponse;
}

export const readerKey = { authorization: `Bearer ${READER}` };
export const writerKey = { authorization: `Bearer ${KEY}` };

/** A few records for tests: two states, a company, an outlet, a source, all written over HTTP. */
export async function populate(register: TestRegister): Promise<void> {
  const { post } = register;
  await post('/parties', { id: 'arcadia', kind: 'state', name: 'Arcadia', country: 'FR' });
  await post('/parties', { id: 'borduria', kind: 'state', name: 'Borduria', country: 'DE' });
  await post('/parties', { id: 'coinworks', kind: 'company', name: 'Coinworks' });
  await post('/parties', { id: 'gazette', kind: 'media', name: 'The Gazette' });
  await post('/sources', {
    id: 'report',
    kind: 'news_article',
    publisher: 'gazette',
    published: { edtf: '2025-08-02' },
  });
}

/** The smallest event and partnership on top of those. */
export const anEvent = (members: object = {}) => ({
  kind: 'meeting',
  title: 'A meeting',
  citations: [{ source: 'report' }],
  ...members,
});
export const aPartnership = (members: object = {}) => ({
  title: 'Arcadia and Borduria',
  parties: [{ party: 'arcadia' }, { party: 'borduria' }],
  milestones: [{ stage: 'talks', citations: [{ source: 'report' }] }],
  ...members,
});
