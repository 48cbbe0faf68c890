/** The contract against the last released one: what breaks clients is caught, and has to be told in the change log. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { packageFile } from '../../src/db/package-file.js';
import { VERSION } from '../../src/http/openapi.js';
import type { Json } from '../register.js';
import { breakingChanges } from './breaking-changes.js';

const read = (path: string): string => readFileSync(packageFile(path), 'utf8');
const contract = (): Json => JSON.parse(read('openapi/openapi.json'));
const released: Json = JSON.parse(read('openapi/released.json'));

interface Release {
  version: string;
  /** What it says under *Breaking*. */
  breaking: string;
}

const releases: Release[] = read('CHANGELOG.md')
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    version: /^\[([^\]]+)\]/.exec(section)?.[1] ?? '',
    breaking: /^### Breaking\n([\s\S]*?)(?=^### |(?![\s\S]))/m.exec(section)?.[1] ?? '',
  }));

t.test('what breaks clients of the last release is named in the change log under Breaking', async (t) => {
  const since = releases.slice(
    0,
    releases.findIndex(({ version }) => version === released.info.version),
  );
  t.ok(since.length > 0, 'the change log knows the released version, and what came after it');
  const told = since.map(({ breaking }) => breaking).join('\n');
  for (const { subject, what } of breakingChanges(released, contract()))
    t.ok(told.includes(`\`${subject}\``), `${subject}: ${what}`);
});

t.test('the version stands once in all places', async (t) => {
  const [unreleased, latest] = releases;
  t.equal(unreleased?.version, 'Unreleased');
  t.equal(latest?.version, VERSION, 'the contract has the version of the change log');
  for (const file of ['package.json', 'package-lock.json', 'openapi/sdk/package.json'])
    t.equal(JSON.parse(read(file)).version, VERSION, file);
  t.equal(contract().info.version, VERSION);
  t.equal(released.info.version, VERSION, 'the released contract is kept');
});

t.test('the same contract breaks nobody', async (t) => {
  t.strictSame(breakingChanges(contract(), contract()), []);
});

type Change = (document: Json) => void;
const event = (document: Json): Json => document.components.schemas.Event;
const input = (document: Json): Json => document.components.schemas.EventInput;
const list = (document: Json): Json => document.paths['/events'].get;
const creation = (document: Json): Json => document.paths['/events'].post;
const parameter = (document: Json, name: string): Json =>
  list(document).parameters.find((one: Json) => one.name === name);
const without = (names: string[], name: string): string[] => names.filter((other) => other !== name);

/** What breaks clients, and what the finding is about. */
const BREAKING: Record<string, [subject: string, change: Change]> = {
  'a member is taken from answers': ['Event', (document) => delete event(document).properties.title],
  'an optional member is taken from answers': ['Event', (document) => delete event(document).properties.outcome],
  'a member of answers may be absent': [
    'Event',
    (document) => {
      event(document).required = without(event(document).required, 'title');
    },
  ],
  'a member is taken from requests': ['EventInput', (document) => delete input(document).properties.summary],
  'a member has to be sent': ['EventInput', (document) => input(document).required.push('summary')],
  'a new member has to be sent': [
    'EventInput',
    (document) => {
      input(document).properties.weight = { type: 'integer' };
      input(document).required.push('weight');
    },
  ],
  'the type of what is answered changes': [
    'Event',
    (document) => {
      event(document).properties.revision.type = 'string';
    },
  ],
  'the type of what is sent changes': [
    'EventInput',
    (document) => {
      input(document).properties.title = { type: 'integer' };
    },
  ],
  'the items of a list change': [
    'Event',
    (document) => {
      event(document).properties.citations.items = { type: 'string' };
    },
  ],
  'a member refers to another schema': [
    'Event',
    (document) => {
      event(document).properties.kind.$ref = '#/components/schemas/PartyKind';
    },
  ],
  'an enumeration loses a value': ['EventKind', (document) => document.components.schemas.EventKind.enum.pop()],
  'an enumeration of a parameter loses a value': [
    'EventSort',
    (document) => document.components.schemas.EventSort.enum.shift(),
  ],
  'free text turns into an enumeration': [
    'EventInput',
    (document) => {
      input(document).properties.title.enum = ['a'];
    },
  ],
  'a parameter is required': [
    'listEvents',
    (document) => {
      parameter(document, 'party').required = true;
    },
  ],
  'a new required parameter': [
    'listEvents',
    (document) =>
      list(document).parameters.push({ name: 'year', in: 'query', required: true, schema: { type: 'string' } }),
  ],
  'a parameter is gone': ['listEvents', (document) => list(document).parameters.pop()],
  'a parameter is written in another way': [
    'listEvents',
    (document) => {
      parameter(document, 'party').explode = true;
    },
  ],
  'less fits into a parameter': [
    'listEvents',
    (document) => {
      parameter(document, 'limit').schema.maximum = 100;
    },
  ],
  'less fits into a member': [
    'EventInput',
    (document) => {
      input(document).properties.title.maxLength = 10;
    },
  ],
  'more is asked of a member': [
    'EventInput',
    (document) => {
      input(document).properties.title.minLength = 10;
    },
  ],
  'a pattern changes': [
    'PartyId',
    (document) => {
      document.components.schemas.PartyId.pattern = '^x';
    },
  ],
  'a format changes': [
    'SourceInput',
    (document) => {
      document.components.schemas.SourceInput.properties.url.format = 'iri';
    },
  ],
  'null removes no more': [
    'EventPatch',
    (document) => document.components.schemas.EventPatch.properties.summary.anyOf.pop(),
  ],
  'an alternative of an answer is gone': ['EventList', (document) => document.components.schemas.EventList.anyOf.pop()],
  'an answer has a new alternative that nothing tells apart': [
    'EventList',
    (document) => document.components.schemas.EventList.anyOf.push({ $ref: '#/components/schemas/Event' }),
  ],
  'an operation is gone': ['createEvent', (document) => delete document.paths['/events'].post],
  'an address is gone': ['listEvents', (document) => delete document.paths['/events']],
  'an operation has another name': [
    'listEvents',
    (document) => {
      list(document).operationId = 'findEvents';
    },
  ],
  'an operation has another tag': [
    'listEvents',
    (document) => {
      list(document).tags = ['Service'];
    },
  ],
  'a schema has another name': [
    'Topic',
    (document) => {
      document.components.schemas.Subject = document.components.schemas.Topic;
      delete document.components.schemas.Topic;
    },
  ],
  'an answer is gone': ['createEvent', (document) => delete creation(document).responses['201']],
  'a success has a new status': [
    'createEvent',
    (document) => {
      creation(document).responses['202'] = { description: 'Accepted.' };
    },
  ],
  'an answer has another media type': [
    'createEvent',
    (document) => {
      const answer = creation(document).responses['201'];
      answer.content = { 'application/hal+json': answer.content['application/json'] };
    },
  ],
  'a header of an answer is gone': [
    'createEvent',
    (document) => delete creation(document).responses['201'].headers.ETag,
  ],
  'a body is of another media type': [
    'createEvent',
    (document) => {
      creation(document).requestBody.content = { 'text/plain': { schema: { type: 'string' } } };
    },
  ],
  'an open operation needs a key': [
    'listEvents',
    (document) => {
      list(document).security = [{ bearer: [] }];
    },
  ],
  'keys are sent in another way': [
    'bearer',
    (document) => {
      document.components.securitySchemes.bearer = { type: 'apiKey', in: 'header', name: 'X-Key' };
    },
  ],
  'a keyword that nobody thought of': [
    'EventInput',
    (document) => {
      input(document).dependentRequired = { place: ['mode'] };
    },
  ],
};

for (const [name, [subject, change]] of Object.entries(BREAKING))
  t.test(`caught: ${name}`, async (t) => {
    const newer = contract();
    change(newer);
    const found = breakingChanges(contract(), newer);
    t.ok(
      found.some((one) => one.subject === subject),
      subject,
      { found },
    );
  });

const HARMLESS: Record<string, Change> = {
  'a new operation': (document) => {
    document.paths['/news'] = { get: { ...list(document), operationId: 'listNews' } };
  },
  'a new optional parameter': (document) =>
    list(document).parameters.push({ name: 'year', in: 'query', required: false, schema: { type: 'string' } }),
  'a new optional member': (document) => {
    for (const schema of [event(document), input(document)]) schema.properties.weight = { type: 'integer' };
  },
  'a new member that is always answered': (document) => {
    event(document).properties.weight = { type: 'integer' };
    event(document).required.push('weight');
  },
  'a member need not be sent any more': (document) => {
    input(document).required = without(input(document).required, 'title');
  },
  'a new value of an enumeration': (document) => document.components.schemas.EventKind.enum.push('coronation'),
  'a new kind of problem': (document) => {
    document.components.schemas.BadRequestProblem.oneOf.push({ $ref: '#/components/schemas/GoneProblem' });
    creation(document).responses['418'] = { $ref: '#/components/responses/Gone' };
  },
  'more fits into a member': (document) => {
    for (const schema of [event(document), input(document)]) schema.properties.title.maxLength = 5000;
  },
  'a new header': (document) => {
    creation(document).responses['201'].headers.Age = { description: 'Seconds.', schema: { type: 'integer' } };
  },
  'another description and example': (document) => {
    event(document).description = 'An occurrence.';
    event(document).properties.title.examples = ['A title'];
  },
  'an operation is deprecated': (document) => {
    list(document).deprecated = true;
  },
};

for (const [name, change] of Object.entries(HARMLESS))
  t.test(`no break: ${name}`, async (t) => {
    const newer = contract();
    change(newer);
    t.strictSame(breakingChanges(contract(), newer), []);
  });
