/** Answers with a certificate: with `certificate=true` an answer says which state of the log it is from, and is signed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenRead, Readers } from '../../db/engine.js';
import { type LogEntry, lastEntry } from '../../db/log-end.js';
import { Certificate, hashOfAnswer, signed } from '../../model/certificate/certificate.js';
import { isMembers } from '../../model/members.js';
import { propertiesOf, ref, Type } from '../../model/schema.js';
import { signingKey } from '../../register/certificates/keys.js';
import { VERSION } from '../contract/openapi.js';
import { holdsScope } from '../http/authentication.js';
import { CERTIFICATE, questionOf } from '../http/question.js';
import { onSendOf, preHandlerOf } from '../http/route-hooks.js';
import type { Register } from './handle-write.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a certified answer is read from. */
    certifiedRead: CertifiedRead | undefined;
  }
  interface FastifyContextConfig {
    /** Whether answers of the route can have a certificate. Their schema has `certificateMember`. */
    certified?: boolean;
  }
}

interface CertifiedRead {
  view: OpenRead;
  end: LogEntry;
}

const parameter = Type.Optional(
  Type.Boolean({
    description: 'Adds a certificate to the answer, as `certificate`; it then has no ETag.',
    default: false,
    examples: [true],
  }),
);

/** The member that answers have then. */
export const certificateMember = {
  certificate: Type.Optional(ref(Certificate, 'With `certificate=true`: what proves the answer.')),
};

/** Lets answers of the routes that say so be certified. Call before the parameters are read and the routes are added. */
export function certifyAnswers(app: FastifyInstance, register: Register, publicUrl: string): void {
  app.decorateRequest('question', undefined);
  app.decorateRequest('certifiedRead', undefined);
  app.addHook('onRoute', (route) => {
    const { schema, config } = route;
    if (!schema || !config?.certified) return;
    const { querystring } = schema;
    const properties = { ...propertiesOf(querystring), [CERTIFICATE]: parameter };
    route.schema = {
      ...schema,
      querystring: { type: 'object', additionalProperties: false, ...Object(querystring), properties },
    };
    preHandlerOf(route, (request, _reply, done) => {
      if (Object(request.query)[CERTIFICATE] === true) request.question = questionOf(request);
      done();
    });
    onSendOf(route, (request, reply, payload, done) => {
      if (request.certifiedRead === undefined) return done(null, payload);
      endRead(request)
        .then((end) => (reply.statusCode === 200 ? certified(request, String(payload), end) : payload))
        .then((whole) => done(null, whole), done);
    });
  });

  async function certified(request: FastifyRequest, answer: string, end: LogEntry): Promise<string> {
    const { method, question, body } = request;
    const now = register.now();
    const certificate = signed(
      {
        question: `${method === 'HEAD' ? 'GET' : method} ${question}`,
        ...(isMembers(body) && { body }),
        ...(holdsScope(request, 'read') && { restricted: true }),
        ...(publicUrl !== '' && { register: publicUrl }),
        version: VERSION,
        sequence: end.sequence,
        log_hash: end.hash,
        answer_sha256: hashOfAnswer(JSON.parse(answer)),
        issued_at: now.toISOString(),
      },
      await signingKey(register.engine, now),
    );
    return `${answer.slice(0, -1)},"${CERTIFICATE}":${JSON.stringify(certificate)}}`;
  }
}

/** Readers that all see one state of the register, until the answer is sent; its certificate names that state. */
export async function readersOfOneState(request: FastifyRequest, readers: Readers): Promise<Readers> {
  const view = await readers.openRead();
  request.certifiedRead = { view, end: { sequence: 0, hash: '' } };
  const end = await lastEntry(view.db);
  if (end) request.certifiedRead = { view, end };
  return {
    reader: view.db,
    read: (work) => work(view.db),
    openRead: async () => ({ db: view.db, close: async () => {} }),
  };
}

async function endRead(request: FastifyRequest): Promise<LogEntry> {
  const { view, end } = request.certifiedRead ?? {};
  request.certifiedRead = undefined;
  await view?.close();
  return end ?? { sequence: 0, hash: '' };
}
