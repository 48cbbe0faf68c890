/** The service: everything it is made of, in the order in which a request meets it. */
import fastify, { type FastifyInstance } from 'fastify';
import { batchRoute } from './api/batch/batch-route.js';
import { batchSchemas } from './api/batch/schemas.js';
import { certificateRoutes } from './api/certificates/routes.js';
import { changesRoute } from './api/changes/changes-route.js';
import { feedSchemas } from './api/changes/schema.js';
import { streamRoute } from './api/changes/stream-route.js';
import type { Streaming } from './api/changes/streams.js';
import { checkRoutes } from './api/check/route.js';
import { citeRoute } from './api/citing/cite-route.js';
import { announceDeprecations } from './api/contract/deprecation.js';
import { homeRoute } from './api/contract/home.js';
import { describe, type Tag } from './api/contract/openapi.js';
import { collectPermissions } from './api/contract/permissions.js';
import { problemRoutes } from './api/contract/problem-pages.js';
import { serveContract } from './api/contract/serve.js';
import { vocabularyRoutes } from './api/contract/vocabularies.js';
import { negotiate } from './api/http/accept.js';
import { authenticate, type Key } from './api/http/authentication.js';
import { drain, readBodies } from './api/http/bodies.js';
import { setFixedHeaders } from './api/http/fixed-headers.js';
import { linksBelow } from './api/http/links.js';
import { logger } from './api/http/logger.js';
import { answerOtherMethods, expectHost } from './api/http/methods.js';
import { readParameters } from './api/http/parameters.js';
import { isTooLarge, sendProblem, sendUnreadable } from './api/http/problems.js';
import { keyFinder } from './api/keys/keys.js';
import { keyRoutes } from './api/keys/routes.js';
import { neighbourRoute } from './api/neighbours/neighbour-route.js';
import { neighbourPage } from './api/neighbours/neighbour-schema.js';
import { anyRecord } from './api/records/any-record.js';
import { certifyAnswers } from './api/records/certified.js';
import type { Register } from './api/records/handle-write.js';
import { takeLogSequence } from './api/records/log-sequence.js';
import { resourceRoutes } from './api/records/routes.js';
import { includedSchema, resourceSchemas } from './api/records/schemas.js';
import { searchPage, searchRoute } from './api/search/search-route.js';
import { suggestRoute } from './api/search/suggest-route.js';
import { textRoutes } from './api/texts/text-routes.js';
import type { Engine } from './db/engine.js';
import type { Replay } from './model/certificate/verdict.js';
import { type Members, memberOf, membersOf } from './model/members.js';
import { Refusal } from './model/refusal.js';
import type { ReadAccess } from './model/vocabulary/key-scope.js';
import { RESOURCES } from './resources/index.js';

const INCLUDED = includedSchema(RESOURCES);
const SCHEMAS = resourceSchemas(RESOURCES, INCLUDED);
const ANY_RECORD = anyRecord(RESOURCES.map(({ document }) => document));
const SEARCH_PAGE = searchPage(ANY_RECORD);
const BATCH = batchSchemas(RESOURCES, ANY_RECORD);
const FEED = feedSchemas(RESOURCES, ANY_RECORD);
const NEIGHBOURS = neighbourPage(INCLUDED);

const TAGS: Tag[] = [
  ...RESOURCES.map(({ plural, description }) => ({ name: plural, description })),
  { name: 'Batch', description: 'Many writes in one call.' },
  { name: 'Search', description: 'Finding by words.' },
  { name: 'Check', description: 'Whether the evidence carries a statement.' },
  { name: 'Changes', description: 'Everything that was ever written, in order.' },
  { name: 'Certificates', description: 'Answers that can be shown to others.' },
  { name: 'Keys', description: 'Who may call, and how far their keys reach.' },
  { name: 'Meta', description: 'The service itself.' },
];

export interface Options {
  /** The register. Without one the service can print its contract, but can't answer from the register. */
  engine: Engine | undefined;
  /** The keys of the settings; those that were made are in the register. */
  keys: readonly Key[];
  /** Whether reading needs a key; open unless said. */
  reading?: ReadAccess;
  /** Where clients reach the service, without a slash at the end; links are relative to the request unless said. */
  publicUrl?: string;
  /** Whose X-Forwarded-For says who a client is: that of so many proxies in front, or of these networks; nobody's unless said. */
  trustProxy?: number | string[];
  /** Requests a minute and client; 0 is off. */
  rateLimit?: number;
  logLevel?: string;
  /** Masked in the log, as is whatever looks like a key. */
  secrets?: readonly string[];
  now?: () => Date;
  /** Asks certified questions again; they are not replayed unless said. */
  replay?: Replay;
  /** Settings of the change stream that differ from the defaults. */
  streaming?: Partial<Streaming>;
}

/** Builds the service on a register; it listens once its caller says so. */
export async function buildApp({
  engine,
  keys,
  reading = 'open',
  publicUrl = '',
  trustProxy = 0,
  rateLimit: maxRequests = 0,
  logLevel = 'silent',
  secrets = [],
  now = () => new Date(),
  replay,
  streaming = {},
}: Options): Promise<FastifyInstance> {
  const link = linksBelow(publicUrl);
  const app: FastifyInstance = fastify({
    logger: logger(logLevel, secrets),
    clientErrorHandler: sendUnreadable(link),
    trustProxy: trusted(trustProxy),
    frameworkErrors: (failure, request, reply) => sendProblem(failure, request, reply),
    routerOptions: { maxParamLength: 5000 },
    schemaController: {
      bucket: schemasWith(() => app),
      compilersFactory: { buildValidator: notNeeded, buildSerializer: notNeeded },
    },
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Requests that arrive while the service stops are still answered.
    return503OnClosing: false,
    // Node's own refusal is no problem; `expectHost` has one, also for two of them, of which Node would drop one.
    http: { requireHostHeader: false, joinDuplicateHeaders: true, maxHeaderSize: MAX_HEADER_SIZE },
  });
  // Node would drop those behind the 2 000th without a word; how long they are all together is limited.
  app.server.maxHeadersCount = 0;
  app.decorate('link', link);
  const register: Register = {
    definitions: RESOURCES,
    now,
    get engine() {
      if (!engine) throw new Error('the service was built without a register');
      return engine;
    },
  };

  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(async (failure, request, reply) => {
    if (isTooLarge(failure)) await drain(request.raw);
    return sendProblem(failure, request, reply);
  });

  setFixedHeaders(app, publicUrl);
  if (maxRequests > 0) {
    await app.register(import('@fastify/rate-limit'), {
      global: false,
      max: maxRequests,
      timeWindow: 60_000,
      enableDraftSpec: true,
      errorResponseBuilder: tooMany,
    });
    // Before anything else is looked at, so that keys can't be guessed without limit.
    const limit = app.rateLimit();
    app.addHook('onRequest', async function (request, reply) {
      // Preflight requests of browsers don't count.
      if (request.method !== 'OPTIONS') await limit.call(this, request, reply);
    });
  }
  expectHost(app);
  authenticate(app, { keys, find: keyFinder(register), reading });
  collectPermissions(app);
  negotiate(app);
  readBodies(app);
  takeLogSequence(app);
  certifyAnswers(app, register, publicUrl);
  readParameters(app);

  announceDeprecations(app);
  await describe(app, TAGS, reading);
  answerOtherMethods(app);
  homeRoute(app);
  problemRoutes(app);
  resourceRoutes(app, register, SCHEMAS);
  for (const definition of RESOURCES) citeRoute(app, register, definition);
  textRoutes(app, register);
  batchRoute(app, register, BATCH);
  searchRoute(app, register, SEARCH_PAGE);
  neighbourRoute(app, register, NEIGHBOURS);
  suggestRoute(app, register);
  checkRoutes(app, register);
  certificateRoutes(app, register, replay);
  keyRoutes(app, register);
  changesRoute(app, register, FEED);
  streamRoute(app, register, FEED, streaming);
  vocabularyRoutes(app);
  await serveContract(app);
  return app;
}

/** For how long a request may take to arrive whole, the largest text over a slow line among them. */
const REQUEST_TIMEOUT_MS = 120_000;

/** Bytes of an address and headers: enough for the longest search with every letter percent-encoded. */
const MAX_HEADER_SIZE = 160 * 1024;

/** Fastify takes a number of proxies for none of them, since a client that isn't behind them is believed as well. */
const trusted = (proxies: number | string[]) =>
  typeof proxies === 'number' ? proxies > 0 && ((_address: string, hop: number) => hop < proxies) : proxies;

/** Instead of Fastify's own compilers, which take long to load. */
const notNeeded = (): never => {
  throw new Error('the service sets its own compilers');
};

/** Instead of Fastify's own store, which copies all schemas twice for each route: a third of the time to start. */
const schemasWith = (app: () => FastifyInstance) => (parents: unknown) => {
  const schemas: Members = { ...membersOf(parents) };
  return {
    add: (schema: unknown) => {
      schemas[String(memberOf(schema, '$id'))] = schema;
      return app();
    },
    getSchema: (id: string) => schemas[id],
    getSchemas: () => schemas,
  };
};

const tooMany = (_request: unknown, { max }: { max: number }) =>
  new Refusal('rate_limited', `A client may make ${max} requests a minute; wait as long as Retry-After says.`);
