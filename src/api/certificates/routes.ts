/** The keys that certificates are signed with, and whether a certificate holds. */
import type { FastifyInstance } from 'fastify';
import { CertificateKeys } from '../../model/certificate/key.js';
import {
  CertificateVerdict,
  CertifiedAnswer,
  isSound,
  NOT_WORTH_REPLAYING,
  type Replay,
  verdictOf,
} from '../../model/certificate/verdict.js';
import { ref } from '../../model/schema.js';
import { checkCertificate } from '../../register/certificates/check.js';
import { publicHalfOf, publicKeys, signingKey } from '../../register/certificates/keys.js';
import { answers, content } from '../contract/answers.js';
import { VERSION } from '../contract/openapi.js';
import { JSON_TYPE } from '../http/bodies.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';

/** Bytes of an answer: a page of two hundred long records with what they refer to. */
const MAX_ANSWER_SIZE = 8 << 20;

/** @param replay absent where nothing is replayed */
export function certificateRoutes(app: FastifyInstance, register: Register, replay: Replay | undefined): void {
  app.get('/.well-known/entente-keys', {
    schema: {
      tags: ['Certificates'],
      operationId: 'listCertificateKeys',
      summary: 'List the keys of certificates',
      description: 'The public halves of all keys that certificates were ever signed with. It needs no API key.',
      response: answers({ ok: content('The keys.', JSON_TYPE, ref(CertificateKeys)) }),
    },
    handler: async (_request, reply) => {
      const { engine, now } = register;
      await signingKey(engine, now());
      return sendJson(reply, { keys: await publicKeys(engine.primary.reader) });
    },
  });

  app.post<{ Body: CertifiedAnswer }>('/certificates/verify', {
    config: { scope: 'read' },
    bodyLimit: MAX_ANSWER_SIZE,
    schema: {
      tags: ['Certificates'],
      operationId: 'verifyCertificate',
      summary: 'Check a certified answer',
      description:
        'Says whether the certificate of an answer holds: signature, answer and log; and asks the same question of the register as it was then. It stores nothing.',
      consumes: [JSON_TYPE],
      body: ref(CertifiedAnswer),
      response: answers(
        { ok: content('What came of it.', JSON_TYPE, ref(CertificateVerdict)) },
        ...(['forbidden', 'unsupported_media_type', 'validation'] as const),
      ),
    },
    handler: async (request, reply) => {
      const { engine } = register;
      const answer = request.body;
      const key = await publicHalfOf(engine.primary.reader, answer.certificate.key_id);
      const readers = await readersFor(request, engine, answer.certificate.sequence);
      const checked = await readers.read((db) => checkCertificate(db, answer, key));
      const replayed = !isSound(checked)
        ? { why: NOT_WORTH_REPLAYING }
        : replay
          ? await replay(answer.certificate)
          : { why: 'This service does not replay.' };
      return sendJson(reply, verdictOf(answer, checked, replayed, VERSION));
    },
  });
}
