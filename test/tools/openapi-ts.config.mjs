/** How `npm run sdk` makes openapi/sdk/src/generated from the contract; paths are seen from the top of the project. */
import { $, definePluginConfig } from '@hey-api/openapi-ts';

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

/** What the client has to know of each operation at run time: the media type of its answers, and whether repeating it is safe by a key. */
const operations = definePluginConfig({
  name: 'operations',
  config: {},
  handler: ({ plugin }) => {
    const table = $.object().pretty();
    plugin.forEach('operation', ({ operation: { id, parameters, responses = {} } }) => {
      const answer = Object.entries(responses).find(([status, { mediaType }]) => status < '300' && mediaType);
      const mediaType = answer?.[1].mediaType ?? null;
      const takesKey = parameters?.header?.['idempotency-key'] !== undefined;
      table.prop(id, $.fromValue({ mediaType, takesKey }));
    });
    plugin.node($.const(plugin.symbol('OPERATIONS')).export().assign(table));
  },
});

export default {
  input: './openapi/openapi.json',
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
