/** Cites a record at a revision, in the styles that editors and their programs take. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CitationStyle, STYLE_SCHEMAS, STYLE_TYPES, STYLES } from '../../model/citing/styles.js';
import { names, ref, revisionNumber, type Static, Type } from '../../model/schema.js';
import { type Definition, oneOf } from '../../register/definition.js';
import { readCited } from '../../register/read/cited.js';
import { answers, contents } from '../contract/answers.js';
import { preferred } from '../http/accept.js';
import { absoluteAddress } from '../http/links.js';
import { idParameter, type Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';

interface Query {
  style?: Static<typeof CitationStyle>;
  revision?: number;
}

export function citeRoute(app: FastifyInstance, register: Register, definition: Definition): void {
  const { collection, record, singular, plural } = definition;
  app.get<{ Params: { id: string }; Querystring: Query }>(`/${collection}/:id/cite`, {
    config: { scope: 'read', produces: Object.values(STYLE_TYPES), formParameter: 'style' },
    schema: {
      tags: [plural],
      operationId: `cite${singular}`,
      summary: `Cite ${oneOf(definition)}`,
      description: `The ${record} at a revision as a footnote or for a reference manager, with the sources that back it.`,
      params: idParameter(definition),
      querystring: Type.Object(
        {
          style: Type.Optional(ref(CitationStyle, 'The form; unless said, what `Accept` prefers, else `plain`.')),
          revision: Type.Optional({
            ...revisionNumber,
            description:
              'The revision, with its sources as they were then; the current one, with them as they are, unless said.',
          }),
        },
        { additionalProperties: false },
      ),
      response: answers(
        { ok: contents('The citation.', STYLE_SCHEMAS) },
        'not_acceptable',
        'not_found',
        'gone',
        'redacted',
      ),
    },
    handler: async (request, reply) => {
      const { style = preferredStyle(request), revision } = request.query;
      const { read } = await readersFor(request, register.engine);
      const cited = await read((db) =>
        readCited(db, definition, request.params.id, revision, (path) => absoluteAddress(request, path)),
      );
      return reply.header('vary', 'Accept').type(`${STYLE_TYPES[style]}; charset=utf-8`).send(STYLES[style](cited));
    },
  });
}

function preferredStyle(request: FastifyRequest): keyof typeof STYLE_TYPES {
  const { plain, bibtex, ris } = STYLE_TYPES;
  const type = preferred(request, [plain, bibtex, STYLE_TYPES['csl-json'], ris]);
  return names(STYLE_TYPES).find((style) => STYLE_TYPES[style] === type) ?? 'plain';
}
