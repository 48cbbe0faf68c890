/** Every operation of the contract through the published client: once as it should be, once refused. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { packageFile } from '../../../src/db/package-file.js';
import { emptyFolder, serve } from '../../support/process.js';
import { type Json, KEY } from '../../support/register.js';
import { withWholeOperations } from '../../support/whole-operations.js';
import { ANSWERS, type Case, callOf } from './cases.js';
import { project } from './project.js';

const SOURCE = 'pakistan-united-states';
const CITATION = { source: SOURCE };
const ANY = { 'If-Match': '*' };
const NOBODY = { id: 'nobody' };
const STALE = { 'If-Match': '"999"' };

/** The kinds of records: what their operations are named after, a record of the first ones, one to write, and a change of it. */
const KINDS = [
  ['Party', 'Parties', 'pakistan', { kind: 'company', name: 'Lagoon' }, { summary: 'An exchange.' }],
  ['Source', 'Sources', SOURCE, { kind: 'press_release' }, { title: 'They met' }],
  [
    'Event',
    'Events',
    'pakistan-binance-announcement',
    { kind: 'announcement', title: 'They met', citations: [CITATION] },
    { summary: 'They met.' },
  ],
  [
    'Partnership',
    'Partnerships',
    'pakistan-hsx',
    {
      title: 'Pakistan and Binance',
      parties: [{ party: 'pakistan' }, { party: 'binance' }],
      milestones: [{ stage: 'talks', citations: [CITATION] }],
    },
    { summary: 'They met.' },
  ],
] as const;

/** What every kind of record has. */
function ofKind([kind, kinds, id, document, change]: (typeof KINDS)[number]): Record<string, Case> {
  const [input, patch] = ['Input', 'Patch'].map((end) => `${kind.toLowerCase()}${end}`) as [string, string];
  const made = async (entente: Json) => (await entente[`create${kind}`]({ [input]: document })).data.id;
  const patched = async (entente: Json) => {
    const id = await made(entente);
    return entente[`patch${kind}`]({ id, ...ANY, [patch]: change });
  };
  return {
    [`cite${kind}`]: {
      good: callOf(`cite${kind}`, { id }),
      bad: callOf(`cite${kind}`, NOBODY),
      code: 'not_found',
    },
    [`list${kinds}`]: {
      good: callOf(`list${kinds}`, { limit: 2, sort: '-updated_at' }),
      bad: callOf(`list${kinds}`, { limit: 0 }),
      code: 'invalid_parameter',
    },
    ...Object.fromEntries(
      ['Csv', 'Ndjson'].map((form) => [
        `export${kinds}${form}`,
        {
          good: callOf(`export${kinds}${form}`, { fields: ['id'] }),
          bad: callOf(`export${kinds}${form}`, { fields: ['wings'] }),
          code: 'invalid_parameter',
        },
      ]),
    ),
    [`create${kind}`]: {
      good: callOf(`create${kind}`, { [input]: document }),
      bad: callOf(`create${kind}`, { [input]: { ...document, kind: 'wing' } }),
      code: 'validation',
    },
    [`get${kind}`]: { good: callOf(`get${kind}`, { id }), bad: callOf(`get${kind}`, NOBODY), code: 'not_found' },
    [`replace${kind}`]: {
      good: async (entente) => entente[`replace${kind}`]({ id: await made(entente), ...ANY, [input]: document }),
      bad: callOf(`replace${kind}`, { id, ...STALE, [input]: document }),
      code: 'precondition_failed',
    },
    [`patch${kind}`]: {
      good: patched,
      bad: callOf(`patch${kind}`, { id, ...STALE, [patch]: change }),
      code: 'precondition_failed',
    },
    [`delete${kind}`]: {
      good: async (entente) => entente[`delete${kind}`]({ id: await made(entente), ...ANY }),
      bad: callOf(`delete${kind}`, { id, ...STALE }),
      code: 'precondition_failed',
    },
    [`revert${kind}`]: {
      good: async (entente) => {
        const { data } = await patched(entente);
        return entente[`revert${kind}`]({ id: data.id, ...ANY, revert: { revision: 1 } });
      },
      bad: callOf(`revert${kind}`, { id, ...STALE, revert: { revision: 1 } }),
      code: 'precondition_failed',
    },
    [`list${kind}Revisions`]: {
      good: callOf(`list${kind}Revisions`, { id }),
      bad: callOf(`list${kind}Revisions`, NOBODY),
      code: 'not_found',
    },
    [`get${kind}Revision`]: {
      good: callOf(`get${kind}Revision`, { id, revision: 1 }),
      bad: callOf(`get${kind}Revision`, { id, revision: 999 }),
      code: 'not_found',
    },
    [`get${kind}Difference`]: {
      good: async (entente) =>
        entente[`get${kind}Difference`]({ id: (await patched(entente)).data.id, from: 1, to: 2 }),
      bad: callOf(`get${kind}Difference`, { id, from: 1, to: 999 }),
      code: 'not_found',
    },
    // A source cites nothing.
    ...(kind !== 'Source' && {
      [`add${kind}Citation`]: {
        good: async (entente: Json) =>
          entente[`add${kind}Citation`]({ id: await made(entente), citationInput: { source: 'pakistan-kyrgyzstan' } }),
        bad: callOf(`add${kind}Citation`, { ...NOBODY, citationInput: CITATION }),
        code: 'not_found',
      },
    }),
  };
}

const alternativeOf = (kind: string): [string, object] => [
  'alternativeInput',
  { member: kind === 'Party' ? '/name' : '/title', value: 'Another', rank: 'normal', citations: [CITATION] },
];

const sourceOf = async (entente: Json) => {
  const { data } = await entente.createSource({ sourceInput: { kind: 'press_release', text_access: 'public' } });
  await entente.storeSourceText({ id: data.id, sourceText: 'They met 👋.\n' });
  return { id: data.id };
};

/** The first event of a stream, in the form of any other answer. */
const firstOf = async (stream: AsyncIterable<unknown>) => {
  for await (const data of stream) return { data, response: { status: 200 } };
  return undefined;
};

/** How an entry is appended to a list of a record. */
const appending = (name: string, id: string, input: string, item: object): Record<string, Case> => ({
  [name]: {
    good: callOf(name, { id, [input]: item }),
    bad: callOf(name, { ...NOBODY, [input]: item }),
    code: 'not_found',
  },
});

const CASES: Record<string, Case> = {
  ...Object.assign({}, ...KINDS.map(ofKind)),
  ...appending('addPartyAlias', 'hsx', 'aliasInput', { name: 'H. S. X.' }),
  ...appending('addPartyPosition', 'bilal-bin-saqib', 'positionInput', { title: 'Envoy', of: 'pakistan' }),
  ...appending('addPartyClaim', 'hsx', 'claimInput', {
    predicate: 'mandate',
    value: 'to trade',
    citations: [CITATION],
  }),
  ...appending('addSourceDerivation', SOURCE, 'derivation', { source: 'pakistan-kyrgyzstan', relation: 'rewrite' }),
  ...appending('addEventParty', 'pakistan-binance-announcement', 'eventParty', { party: 'hsx', role: 'participant' }),
  ...appending('addPartnershipAlias', 'pakistan-hsx', 'aliasInput', { name: 'The HSX pact' }),
  ...appending('addPartnershipParty', 'pakistan-hsx', 'partnershipPartyInput', { party: 'ptv', role: 'observer' }),
  ...appending('addPartnershipMilestone', 'pakistan-hsx', 'milestoneInput', { stage: 'talks', citations: [CITATION] }),
  ...appending('addPartnershipInstrument', 'pakistan-hsx', 'instrumentInput', {
    kind: 'mou',
    status: 'drafted',
    citations: [CITATION],
  }),
  ...Object.assign({}, ...KINDS.map(([kind, , id]) => appending(`add${kind}Alternative`, id, ...alternativeOf(kind)))),
  ...appending('addPartyRelation', 'pakistan', 'relatedPartyInput', { relation: 'possibly_same_as', party: 'hsx' }),
  ...appending('addPartnershipRelation', 'pakistan-hsx', 'relatedPartnershipInput', {
    relation: 'follows',
    partnership: 'pakistan-binance',
  }),
  listPartyNeighbours: {
    good: callOf('listPartyNeighbours', { id: 'pakistan' }),
    bad: callOf('listPartyNeighbours', NOBODY),
    code: 'not_found',
  },
  getSourceText: {
    good: async (entente) => entente.getSourceText(await sourceOf(entente)),
    bad: callOf('getSourceText', NOBODY),
    code: 'not_found',
  },
  storeSourceText: {
    good: async (entente) => entente.storeSourceText({ ...(await sourceOf(entente)), ...ANY, sourceText: 'Other.' }),
    bad: callOf('storeSourceText', { ...NOBODY, sourceText: 'None.' }),
    code: 'not_found',
  },
  deleteSourceText: {
    good: async (entente) => entente.deleteSourceText({ ...(await sourceOf(entente)), ...ANY }),
    bad: callOf('deleteSourceText', { ...NOBODY, ...ANY }),
    code: 'not_found',
  },
  createBatch: {
    good: callOf('createBatch', {
      batch: { operations: [{ operation: 'create', record: 'party', document: { kind: 'company', name: 'Isthmus' } }] },
    }),
    bad: callOf('createBatch', { batch: { operations: [{ operation: 'create', record: 'party', document: {} }] } }),
    code: 'validation',
  },
  listChanges: {
    good: callOf('listChanges', { after: 0, limit: 2 }),
    bad: callOf('listChanges', { since: 'yesterday' }),
    code: 'invalid_parameter',
  },
  streamChanges: {
    good: (entente) => firstOf(entente.streamChanges({ after: 0 })),
    bad: (entente) =>
      firstOf(entente.streamChanges({ since: 'yesterday' })).catch(({ problem: error, response }) => ({
        error,
        response,
      })),
    code: 'invalid_parameter',
  },
  ...ANSWERS,
  listKeys: { good: callOf('listKeys'), bad: callOf('listKeys', { limit: 0 }), code: 'invalid_parameter' },
  createKey: {
    good: callOf('createKey', { apiKeyInput: { name: 'news-desk', scopes: ['write'] } }),
    bad: callOf('createKey', { apiKeyInput: { name: 'news-desk', scopes: ['wings'] } }),
    code: 'validation',
  },
  deleteKey: {
    good: async (entente) => {
      const { data } = await entente.createKey({ apiKeyInput: { name: 'for-now', scopes: ['read'] } });
      return entente.deleteKey({ id: data.id });
    },
    bad: callOf('deleteKey', { id: '5f1d7a84be026c39' }),
    code: 'not_found',
  },
  listVocabularies: {
    good: callOf('listVocabularies'),
    bad: (_entente, stranger) => stranger.listVocabularies(),
    code: 'unauthorized',
  },
  getVocabulary: {
    good: callOf('getVocabulary', { name: 'stage' }),
    bad: callOf('getVocabulary', { name: 'wings' }),
    code: 'not_found',
  },
  getProblemType: {
    good: callOf('getProblemType', { code: 'not_found' }),
    bad: callOf('getProblemType', { code: 'wings' }),
    code: 'not_found',
  },
  getHome: {
    good: callOf('getHome'),
    bad: (_entente, stranger) => stranger.getHome(),
    code: 'unauthorized',
  },
};

const contract: Json = withWholeOperations(JSON.parse(readFileSync(packageFile('openapi/openapi.json'), 'utf8')));
const operations = Object.values<Json>(contract.paths)
  .flatMap((methods) => Object.values<Json>(methods))
  .filter(({ operationId }) => operationId);

/** What the data of an answer has to be, by its media type, which the contract lists. */
function kindOf({ responses }: Json, response: Json): string {
  const types = Object.keys(responses[response.status].content ?? {});
  if (types.length === 0) return 'undefined';
  if (types[0] === 'text/event-stream') return 'object';
  const type = types.find((one) => response.headers.get('content-type').startsWith(one));
  if (type === undefined) return `of one of the types ${types}`;
  return /[/+]json$/.test(type) ? 'object' : 'string';
}

t.test('every operation of the contract is called below', async (t) => {
  t.strictSame(Object.keys(CASES).sort(), operations.map(({ operationId }) => operationId).sort());
});

t.test('every operation of the contract succeeds, and is refused, through the client', async (t) => {
  const { address } = await serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: KEY });
  const { client } = await project();
  const [entente, stranger] = [KEY, 'no-key'].map((key) => client.createEntente({ baseUrl: address, key }));
  for (const operation of operations) {
    const { operationId: name, responses } = operation;
    const { good, bad, code } = CASES[name]!;
    const { data, error, response } = (await good(entente)) as Json;
    t.equal(error, undefined, `${name}: ${JSON.stringify(error)}`);
    t.ok(response.status < 300 && String(response.status) in responses, `${name}: ${response.status}`);
    t.equal(typeof data, kindOf(operation, response), `${name}: ${JSON.stringify(data)}`);

    const refused = (await bad(entente, stranger)) as Json;
    t.equal(refused.data, undefined, name);
    t.match(refused.error, { code, status: refused.response.status, detail: /./ }, name);
    t.ok(String(refused.response.status) in responses, `${name}: ${refused.response.status}`);
  }
});
