/** Changes of the contract, as somebody might make them: those that break clients, and those that don't. */
import type { Json } from '../support/register.js';

type Change = (document: Json) => void;
const event = (document: Json): Json => document.components.schemas.Event;
const input = (document: Json): Json => document.components.schemas.EventInput;
const list = (document: Json): Json => document.paths['/events'].get;
const creation = (document: Json): Json => document.paths['/events'].post;
const parameter = (document: Json, name: string): Json =>
  list(document).parameters.find((one: Json) => one.name === name);
const without = (names: string[], name: string): string[] => names.filter((other) => other !== name);

/** What breaks clients, and what the finding is about. */
export const BREAKING: Record<string, [subject: string, change: Change]> = {
  'a member is taken from answers': ['Event.title', (document) => delete event(document).properties.title],
  'an optional member is taken from answers': [
    'Event.outcome',
    (document) => delete event(document).properties.outcome,
  ],
  'a member of answers may be absent': [
    'Event.title',
    (document) => {
      event(document).required = without(event(document).required, 'title');
    },
  ],
  'a member is taken from requests': ['EventInput.summary', (document) => delete input(document).properties.summary],
  'a member has to be sent': ['EventInput.summary', (document) => input(document).required.push('summary')],
  'a new member has to be sent': [
    'EventInput.weight',
    (document) => {
      input(document).properties.weight = { type: 'integer' };
      input(document).required.push('weight');
    },
  ],
  'the type of what is answered changes': [
    'Event.revision',
    (document) => {
      event(document).properties.revision.type = 'string';
    },
  ],
  'the type of what is sent changes': [
    'EventInput.title',
    (document) => {
      input(document).properties.title = { type: 'integer' };
    },
  ],
  'the items of a list change': [
    'Event.citations',
    (document) => {
      event(document).properties.citations.items = { type: 'string' };
    },
  ],
  'a member refers to another schema': [
    'Event.kind',
    (document) => {
      event(document).properties.kind.$ref = '#/components/schemas/PartyKind';
    },
  ],
  'an enumeration loses a value': ['EventKind.other', (document) => document.components.schemas.EventKind.enum.pop()],
  'an enumeration of a parameter loses a value': [
    'EventSort.-date',
    (document) => document.components.schemas.EventSort.enum.shift(),
  ],
  'free text turns into an enumeration': [
    'EventInput.title',
    (document) => {
      input(document).properties.title.enum = ['a'];
    },
  ],
  'a parameter is required': [
    'listEvents.party',
    (document) => {
      parameter(document, 'party').required = true;
    },
  ],
  'a new required parameter': [
    'listEvents.year',
    (document) =>
      list(document).parameters.push({ name: 'year', in: 'query', required: true, schema: { type: 'string' } }),
  ],
  'a parameter is gone': ['listEvents.Log-Sequence-Min', (document) => list(document).parameters.pop()],
  'a parameter is written in another way': [
    'listEvents.party',
    (document) => {
      parameter(document, 'party').explode = true;
    },
  ],
  'less fits into a parameter': [
    'listEvents.limit',
    (document) => {
      parameter(document, 'limit').schema.maximum = 100;
    },
  ],
  'less fits into a member': [
    'EventInput.title',
    (document) => {
      input(document).properties.title.maxLength = 10;
    },
  ],
  'more is asked of a member': [
    'EventInput.title',
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
    'SourceInput.url',
    (document) => {
      document.components.schemas.SourceInput.properties.url.format = 'iri';
    },
  ],
  'null removes no more': [
    'EventPatch.summary',
    (document) => document.components.schemas.EventPatch.properties.summary.type.pop(),
  ],
  'an alternative of an answer is gone': ['AnyRecord', (document) => document.components.schemas.AnyRecord.anyOf.pop()],
  'an answer has a new alternative that nothing tells apart': [
    'AnyRecord',
    (document) => document.components.schemas.AnyRecord.anyOf.push({ $ref: '#/components/schemas/EventPage' }),
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
  'an answer is gone': ['createEvent.201', (document) => delete creation(document).responses['201']],
  'a success has a new status': [
    'createEvent.202',
    (document) => {
      creation(document).responses['202'] = { description: 'Accepted.' };
    },
  ],
  'an answer has another media type': [
    'createEvent.201',
    (document) => {
      const answer = creation(document).responses['201'];
      answer.content = { 'application/hal+json': answer.content['application/json'] };
    },
  ],
  'a header of an answer is gone': [
    'createEvent.201.ETag',
    (document) => delete creation(document).responses['201'].headers.ETag,
  ],
  'a body is of another media type': [
    'createEvent.body',
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
  'what tells alternatives apart changes': [
    'BadRequestProblem',
    (document) => {
      document.components.schemas.BadRequestProblem.discriminator.propertyName = 'type';
    },
  ],
  'a value stands for another alternative': [
    'BadRequestProblem.invalid_parameter',
    (document) => {
      document.components.schemas.BadRequestProblem.discriminator.mapping.invalid_parameter = '#/x';
    },
  ],
  'a problem lacks what it told': [
    'GoneProblem.deleted_at',
    (document) => delete document.components.schemas.GoneProblem.properties.deleted_at,
  ],
  'less is taken beside a reference': [
    'EventInput.kind',
    (document) => {
      input(document).properties.kind.const = 'signing';
    },
  ],
  'a list may be empty that never was': [
    'Event.citations',
    (document) => {
      event(document).properties.citations.minItems = 0;
    },
  ],
  'a schema has another name, and lost a member': [
    'EventPage.page',
    (document) => {
      const { EventPage } = document.components.schemas;
      document.components.schemas.EventsPage = EventPage;
      list(document).responses['200'].content['application/json'].schema.$ref = '#/components/schemas/EventsPage';
      delete EventPage.properties.page;
    },
  ],
  'the service is elsewhere': [
    'servers',
    (document) => {
      document.servers[0].url = '/v2';
    },
  ],
  'any success may be answered': [
    'createEvent.2XX',
    (document) => {
      creation(document).responses['2XX'] = { description: 'Something.' };
    },
  ],
  'a keyword that nobody thought of': [
    'EventInput',
    (document) => {
      input(document).dependentRequired = { place: ['mode'] };
    },
  ],
};

export const HARMLESS: Record<string, Change> = {
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
  'a second kind of problem where there was one': (document) => {
    document.components.schemas.PlantedProblem = {
      oneOf: ['StillReferencedProblem', 'AlreadyExistsProblem'].map((name) => ({
        $ref: `#/components/schemas/${name}`,
      })),
      discriminator: { propertyName: 'code' },
    };
    document.components.responses.Planted = {
      ...document.components.responses.StillReferenced,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/PlantedProblem' } } },
    };
    document.paths['/parties/{id}'].delete.responses['409'] = { $ref: '#/components/responses/Planted' };
  },
  'what was left to a reader is said': (document) => {
    const { schema } = parameter(document, 'limit');
    Object.assign(schema, { default: 25, title: 'Limit' });
    Object.assign(parameter(document, 'limit'), { style: 'form', explode: true });
  },
  'any text is taken': (document) => {
    delete document.components.schemas.PartyId.pattern;
  },
  'a parameter is shared': (document) => {
    const all = list(document).parameters;
    document.components.parameters = { Limit: parameter(document, 'limit') };
    all[all.indexOf(parameter(document, 'limit'))] = { $ref: '#/components/parameters/Limit' };
  },
  'more fits into a member': (document) => {
    for (const schema of [event(document), input(document)]) schema.properties.title.maxLength = 5000;
  },
  'a new header': (document) => {
    creation(document).responses['201'].headers.Age = { description: 'Seconds.', schema: { type: 'integer' } };
  },
  'another description': (document) => {
    event(document).description = 'An occurrence.';
  },
  'an operation is deprecated': (document) => {
    list(document).deprecated = true;
  },
};
