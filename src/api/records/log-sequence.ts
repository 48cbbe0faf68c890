/** Reading what was written: a write says where the log stands (Log-Sequence), and a read may ask for that (Log-Sequence-Min). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Engine, Readers } from '../../db/engine.js';
import { memberOf } from '../../model/members.js';
import { Refusal } from '../../model/refusal.js';
import { logSequence, propertiesOf, ref, Type } from '../../model/schema.js';
import { lastSequence } from '../../register/log/feed.js';
import { answers } from '../contract/answers.js';
import { readersOfOneState } from './certified.js';

const HEADER = 'Log-Sequence-Min';

const LogSequenceMin = {
  ...logSequence('The `Log-Sequence` that the answer must have.'),
  $id: 'LogSequenceMin',
};
const parameter = { [HEADER]: Type.Optional(ref(LogSequenceMin)) };

const { 412: NOT_REACHED } = answers({}, 'log_sequence_not_reached');

/** Gives every operation that reads the register the header. Call before the parameters are read and the routes are added. */
export function takeLogSequence(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { schema, config } = route;
    if (!schema || config?.scope !== 'read') return;
    const headers = Type.Object({ ...Object(propertiesOf(schema.headers)), ...parameter });
    route.schema = { ...schema, headers, response: { ...Object(schema.response), 412: NOT_REACHED } };
  });
}

/** The sequence that a request asks for; 0 when it asks for none. */
const askedBy = ({ headers }: FastifyRequest): number => Number(memberOf(headers, HEADER.toLowerCase()) ?? 0);

/**
 * What a request is answered from: a state that has what it asks for.
 * @param sequence that the log should have reached besides
 */
export async function readersFor(request: FastifyRequest, engine: Engine, sequence = 0): Promise<Readers> {
  const asked = askedBy(request);
  const wanted = Math.max(asked, sequence);
  const readers = wanted === 0 ? engine : await engine.readersAt(wanted);
  if (asked > 0) expectReached(asked, await lastSequence(readers.reader));
  return request.question === undefined ? readers : readersOfOneState(request, readers);
}

function expectReached(asked: number, last: number): void {
  if (asked <= last) return;
  const detail = `The log ends at ${last}, before ${asked}. Leave ${HEADER} out, or send the Log-Sequence of an answer of this register.`;
  throw new Refusal('log_sequence_not_reached', detail, { sequence: last });
}
