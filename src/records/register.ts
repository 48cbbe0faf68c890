/** What the routes of the register share: what they work on, who may call them, and how they write. */
import type { FastifyRequest } from 'fastify';
import type { Engine } from '../db/engine.js';
import { expectScope } from '../http/authentication.js';
import { ref, Type, text } from '../model/schema.js';
import type { Definition } from './definition.js';
import type { Edit } from './edits.js';
import { type Written, write } from './write.js';

/** What the routes work on. */
export interface Register {
  engine: Engine;
  definitions: readonly Definition[];
  now(): Date;
}

export const changeReason = {
  'Change-Reason': Type.Optional(
    text(
      "Why the record is changed: kept in its history. What a client can't send as it is, it percent-encodes in UTF-8 " +
        "(RFC 8187): `UTF-8''%C5%81%C3%B3d%C5%BA`.",
      1000,
      'The ministry corrected the date.',
    ),
  ),
};

export const idParameter = (definition: Definition) =>
  Type.Object({ id: ref(definition.id) }, { additionalProperties: false });

/** Runs edits as the caller, and answers with what was written. */
export async function writeAs(request: FastifyRequest, register: Register, edit: Edit): Promise<Written> {
  const reason = request.headers['change-reason'];
  const author = { actor: expectScope(request, 'write').name, ...(typeof reason === 'string' && { reason }) };
  const { engine, definitions } = register;
  const [written] = await engine.write((db) =>
    write(db, { definitions, tokens: engine.tokens, author, now: register.now() }, [edit]),
  );
  if (!written) throw new Error('an edit writes a revision');
  return written;
}
