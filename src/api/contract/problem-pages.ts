/** Each kind of problem explained at the address that its `type` gives. */
import type { FastifyInstance } from 'fastify';
import { PROBLEMS, type ProblemCode } from '../../model/refusal.js';
import { names, object, ref, Type, text } from '../../model/schema.js';
import { prefersPage } from '../http/accept.js';
import type { Link } from '../http/links.js';
import { exampleOf, Problem, ProblemCodes, STATUS } from '../http/problem-schemas.js';
import { sendJson } from '../http/send.js';
import { answers, contentOrPage } from './answers.js';
import { inHtml, page } from './home.js';

const ProblemType = object(
  'ProblemType',
  'A kind of problem, explained.',
  {
    code: ref(ProblemCodes, 'The code that problems of this kind have.'),
    title: text('The kind of problem, in short.', 100, 'Not valid'),
    status: Type.Integer({
      description: 'The HTTP status it comes with.',
      format: 'int32',
      minimum: 400,
      maximum: 599,
      examples: [422],
    }),
    explanation: text('What happened, and how to mend it.', 2000, PROBLEMS.validation),
    example: ref(Problem, 'Such a problem.'),
  },
  [explain('validation')],
);

function explain(code: ProblemCode, link?: Link) {
  const [status, title] = STATUS[code];
  return { code, title, status, explanation: PROBLEMS[code], example: exampleOf(code, link) };
}

export function problemRoutes(app: FastifyInstance): void {
  app.get<{ Params: { code: ProblemCode } }>('/problems/:code', {
    config: { produces: ['application/json', 'text/html'] },
    schema: {
      tags: ['Meta'],
      operationId: 'getProblemType',
      summary: 'Explain a kind of problem',
      description: `What a problem means and how to mend it: ${names(PROBLEMS).join(', ')}. As JSON, or as a page for a browser.`,
      params: Type.Object({ code: ref(ProblemCodes, 'The code of a problem.') }, { additionalProperties: false }),
      response: answers({ ok: contentOrPage('The kind of problem.', ref(ProblemType)) }, 'not_found', 'not_acceptable'),
    },
    handler: async (request, reply) => {
      const { code } = request.params;
      reply.header('vary', 'Accept');
      if (!prefersPage(request)) return sendJson(reply, explain(code, app.link));
      const { title, status, explanation, example } = explain(code, app.link);
      return reply
        .type('text/html; charset=utf-8')
        .send(
          page(
            title,
            `<p>Status ${status}, code <code>${code}</code></p><p>${inHtml(explanation)}</p>` +
              `<p>For example:</p><pre>${inHtml(JSON.stringify(example, null, 2))}</pre>`,
          ),
        );
    },
  });
}
