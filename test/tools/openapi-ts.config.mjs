/** How `npm run sdk` makes openapi/sdk/src/generated from the contract; paths are seen from the top of the project. */
import { readFileSync } from 'node:fs';
import { $, definePluginConfig } from '@hey-api/openapi-ts';

const contract = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));

/** The media types that the answers of an operation may have, by its id; the first is what is sent unless asked otherwise. */
const mediaTypes = {};
for (const operation of Object.values(contract.paths).flatMap(Object.values)) {
  if (!operation.operationId) continue;
  const answers = Object.entries(operation.responses).filter(([status]) => status < '300');
  mediaTypes[operation.operationId] = [...new Set(answers.flatMap(([, { content = {} }]) => Object.keys(content)))];
  // The generator takes one media type of an answer, and JSON before others: where a parameter chooses, it is any of them.
  for (const [, answer] of answers) {
    const [first, ...others] = Object.keys(answer.content ?? {});
    if (others.length === 0 || first === 'application/json') continue;
    const schemas = new Map(Object.values(answer.content).map(({ schema }) => [JSON.stringify(schema), schema]));
    answer.content = { [first]: { schema: { anyOf: [...schemas.values()] } } };
  }
}

/** The parameters of each operation with their descriptions, which the generated methods leave out. */
const described = definePluginConfig({
  name: 'described',
  config: {},
  dependencies: ['@hey-api/typescript'],
  handler: ({ plugin }) => {
    const operations = $.type.object();
    plugin.forEach('operation', ({ operation: { id } }) => {
      const data = plugin.querySymbol({ category: 'type', resource: 'operation', resourceId: id, role: 'data' });
      operations.prop(id, (member) => member.type($.type(data)));
    });
    plugin.node($.type.alias(plugin.symbol('Described')).export().type(operations));
  },
});

/** What the client has to know of each operation at run time: the media types of its answers, and whether repeating it is safe by a key. */
const operations = definePluginConfig({
  name: 'operations',
  config: {},
  handler: ({ plugin }) => {
    const table = $.object().pretty();
    plugin.forEach('operation', ({ operation: { id, parameters } }) => {
      const takesKey = parameters?.header?.['idempotency-key'] !== undefined;
      table.prop(id, $.fromValue({ mediaTypes: mediaTypes[id], takesKey }));
    });
    plugin.node($.const(plugin.symbol('OPERATIONS')).export().assign(table));
  },
});

export default {
  input: contract,
  // Nothing is formatted afterwards, so that the result depends on this generator alone.
  output: { path: 'openapi/sdk/src/generated', importFileExtension: '.js', entryFile: false, postProcess: [] },
  plugins: [
    '@hey-api/typescript',
    '@hey-api/client-fetch',
    { name: '@hey-api/sdk', operations: { strategy: 'single', containerName: 'Operations' }, paramsStructure: 'flat' },
    described(),
    operations(),
  ],
  logs: { file: false },
};
