/** What a service is sent besides requests: broken bytes, odd addresses, wrong keys, wrong types, and words of other languages. */
import type { InjectOptions } from 'fastify';
import { REFERS_TO } from '../../src/model/ids.js';
import { readerKey, writerKey } from '../support/register.js';
import { changed, places } from './breaks.js';
import { type Contract, componentOf } from './operations.js';
import { asSent, type Request } from './requests.js';
import { ODD_TEXTS } from './values.js';

export interface HostileValue {
  what: string;
  sent: InjectOptions;
  /** The statuses that are right; any that the contract lists when left out. */
  statuses?: number[];
  /** The header that the refusal names. */
  header?: string;
  /** Where in the record the text stands as it was sent, should it be taken. */
  kept?: { path: (string | number)[]; text: string };
}

/** All hostile variants of a valid request. */
export function* hostileValues(contract: Contract, request: Request): Generator<HostileValue> {
  const sent = asSent(request);
  yield* keys(request, sent);
  yield* headers(request, sent);
  yield* addresses(contract, request, sent);
  yield* methods(request, sent);
  if (!request.operation.body) return;
  yield* types(request, sent);
  if (request.operation.body.type.endsWith('json')) yield* bodies(contract, request, sent);
  else yield* texts(sent);
}

const withHeader = (sent: InjectOptions, name: string, value: string | undefined): InjectOptions => {
  const { [name]: _before, ...others } = sent.headers ?? {};
  return { ...sent, headers: { ...others, ...(value !== undefined && { [name]: value }) } };
};

function* keys({ operation: { secured } }: Request, sent: InjectOptions): Generator<HostileValue> {
  const to = (what: string, value: string | undefined, ...statuses: number[]): HostileValue => ({
    what,
    sent: withHeader(sent, 'authorization', value),
    ...(statuses.length > 0 && { statuses }),
  });
  const wrong = [
    '',
    'Bearer',
    'Bearer  ',
    'Basic YTpi',
    'Bearer wrong',
    'Bearer a b',
    `${writerKey.authorization}x`,
    'Bearer é',
    `Bearer ${'x'.repeat(10_000)}`,
  ];
  for (const value of wrong) yield to(`the key "${value.slice(0, 30)}"`, value, 401);
  yield secured ? to('no key', undefined, 401) : to('no key', undefined);
  if (secured) yield to('a key that only reads', readerKey.authorization, 403);
}

const MALFORMED_TAGS = [
  '',
  ' ',
  '"',
  '"1',
  '*, *',
  ', ,',
  '-1',
  '"1" "2"',
  'null',
  '1e3',
  '"é"',
  'W/1',
  "'; DROP TABLE record; --",
];

function* headers({ operation }: Request, sent: InjectOptions): Generator<HostileValue> {
  const has = (name: string) => operation.parameters.some((one) => one.in === 'header' && one.name === name);
  for (const name of ['If-Match', 'If-None-Match'].filter(has)) {
    for (const tag of MALFORMED_TAGS)
      yield { what: `${name}: ${tag}`, sent: withHeader(sent, name, tag), statuses: [400], header: name };
    for (const tag of ['"999999"', '9'.repeat(900), '"x", W/"y"'])
      yield {
        what: `${name}: ${tag}`,
        sent: withHeader(sent, name, tag),
        ...(name === 'If-Match' && { statuses: [412] }),
      };
  }
  if (operation.parameters.some(({ name, required }) => name === 'If-Match' && required))
    yield { what: 'no If-Match', sent: withHeader(sent, 'If-Match', undefined), statuses: [428], header: 'If-Match' };
  const isFormNamed = /[?&]style=/.test(String(sent.url));
  for (const accept of [
    'image/png',
    `${operation.produces.map((type) => `${type};q=0`).join(', ')}, */*;q=0`,
    'nonsense',
    '*/*;q=0',
    'a/b;;;,,',
  ])
    yield {
      what: `Accept: ${accept}`,
      sent: withHeader(sent, 'accept', accept),
      // What has one form, or is asked for in one, is sent whatever is accepted.
      ...(operation.produces.length > 1 && !isFormNamed && { statuses: [406] }),
    };
  for (const accept of ['', ',', '*/*', 'application/*;q=0.1, text/*', '*/*;q=nonsense', 'x/y, '.repeat(2000)])
    yield { what: `Accept: ${accept.slice(0, 30)}`, sent: withHeader(sent, 'accept', accept) };
}

const ODD_SEGMENTS = [
  '%00',
  '%ff',
  '..%2f',
  '..%2f..%2fetc%2fpasswd',
  '%C3',
  'x'.repeat(10_000),
  '%20',
  '%0d%0aX-A:%20b',
  '%F0%9F%A4%9D',
  '%5C',
  "'%20OR%201=1--",
  '%3Cscript%3E',
];

function* addresses(contract: Contract, { operation, path }: Request, sent: InjectOptions): Generator<HostileValue> {
  /** The address with the segment in the place of one parameter. */
  const withSegment = (name: string, segment: string) =>
    operation.path.replace(/\{([^}]+)\}/g, (_all, one) => (one === name ? segment : encodeURIComponent(path[one])));
  const address = withSegment('', '');
  for (const { name, schema } of operation.parameters.filter((one) => one.in === 'path')) {
    for (const segment of ODD_SEGMENTS)
      yield {
        what: `${segment.slice(0, 30)} in the path`,
        sent: { ...sent, url: withSegment(name, segment) },
        // What is listed by its names and isn't among them isn't there.
        statuses: contract.resolve(schema).enum ? [400, 404] : [400],
      };
    const creates = operation.method === 'PUT' && operation.path.endsWith(`{${name}}`);
    if (REFERS_TO[componentOf(schema) ?? ''] && !creates)
      yield {
        what: 'an id that nothing has',
        sent: { ...sent, url: `${withSegment(name, 'no-such-record')}${/\?.*$/.exec(String(sent.url))?.[0] ?? ''}` },
        // A cursor is one of the list of the record that was asked for.
        statuses: /[?&]cursor=/.test(String(sent.url)) ? [400, 404] : [404],
      };
  }
  for (const segment of ['__proto__', 'constructor', '%2e%2e%2f'])
    if (Object.keys(path).length > 0)
      yield {
        what: `${segment} at the end`,
        sent: { ...sent, url: `${operation.path.replace(/\{[^}]+\}/g, segment)}` },
      };
  for (const query of [
    'no_such=1',
    '__proto__=1',
    'constructor=1',
    '%00=1',
    'x=%ff',
    'x=%',
    '%ff',
    `x=${'y'.repeat(100_000)}`,
    'x[]=1',
    'x[a]=b',
    "a'%20OR%201=1=1",
    '=1',
  ])
    yield { what: `?${query.slice(0, 30)}`, sent: { ...sent, url: `${address}?${query}` }, statuses: [400] };
  for (const query of ['', '&&&', '#part']) yield { what: `?${query}`, sent: { ...sent, url: `${address}?${query}` } };
}

function* methods({ operation }: Request, sent: InjectOptions): Generator<HostileValue> {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY'])
    if (!operation.methods.includes(method))
      yield {
        what: `the method ${method}`,
        sent: { ...sent, method } as InjectOptions,
        statuses: [405],
        header: 'Allow',
      };
  yield { what: 'the method OPTIONS', sent: { ...sent, method: 'OPTIONS' }, statuses: [204] };
  if (operation.method === 'GET') yield { what: 'the method HEAD', sent: { ...sent, method: 'HEAD' } };
  const payload = '{"a":';
  if (!operation.body)
    yield {
      what: 'a body where none is taken',
      sent: { ...sent, payload, headers: { ...sent.headers, 'content-type': 'application/json' } },
    };
}

function* types({ operation: { body } }: Request, sent: InjectOptions): Generator<HostileValue> {
  const { type, types } = body!;
  const others = [
    'application/json',
    'application/merge-patch+json',
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
  ];
  const wrong = [
    undefined,
    '',
    'nonsense',
    `${type}; charset=latin1`,
    `${type}; charset=utf-16`,
    `${type}x`,
    `${type}, ${type}`,
    ...others.filter((one) => !types.includes(one)),
  ];
  for (const value of wrong)
    yield { what: `Content-Type: ${value}`, sent: withHeader(sent, 'content-type', value), statuses: [415] };
  yield { what: 'Content-Encoding: gzip', sent: withHeader(sent, 'content-encoding', 'gzip'), statuses: [415] };
}

const BROKEN = [
  '',
  ' ',
  '{',
  '{"a":',
  '[1,]',
  '{"a":1,}',
  "{'a':1}",
  'NaN',
  'undefined',
  '{"a":1}{"b":2}',
  '\0',
  '{"a":"\n"}',
  '01',
  '\ufeff',
  '"\\x"',
  '{"a":"\\ud800"}',
  '{"\\udc00":1}',
];

function* bodies(contract: Contract, { operation, body }: Request, sent: InjectOptions): Generator<HostileValue> {
  const to = (what: string, payload: string | Buffer, ...statuses: number[]): HostileValue => ({
    what,
    sent: { ...sent, payload },
    ...(statuses.length > 0 && { statuses }),
  });
  const whole = JSON.stringify(body);
  for (const broken of BROKEN) yield to(`the body ${broken || 'that is empty'}`, broken, 400);
  yield to('a byte order mark', `\ufeff${whole}`);
  yield to('two byte order marks', `\ufeff\ufeff${whole}`, 400);
  yield to(
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}')]),
    400,
  );
  yield to('UTF-16', Buffer.from(whole, 'utf16le'), 400);
  yield to('half a body', whole.slice(0, -1), 400);
  for (const other of [
    'null',
    '[]',
    '[[]]',
    '"text"',
    '1e999',
    '-0',
    'true',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ])
    yield to(`the body ${other.slice(0, 20)}`, other, 422);
  const limit = operation.id === 'verifyCertificate' ? 8 << 20 : 1 << 20;
  yield to(`more than ${limit} bytes`, JSON.stringify({ a: 'x'.repeat(limit) }), 413);
  const [name] = Object.keys(body);
  if (name !== undefined) yield to(`${name} twice`, `{"${name}":[{}],${whole.slice(1)}`, 400);
  const marked = (path: (string | number)[], text: string) => JSON.stringify(changed(body, { path, value: text }));
  for (const [path, reference, value] of places(contract, operation.body!.schema, body)) {
    const where = `/${path.join('/')}`;
    if (typeof value === 'number') yield to(`1e999 at ${where}`, marked(path, '@').replace('"@"', '1e999'), 422);
    if (typeof value !== 'string') continue;
    yield to(`half a surrogate pair at ${where}`, marked(path, 'a\ud800b'), 400);
    const { enum: values, format } = contract.resolve(contract.branch(reference, value));
    for (const text of ODD_TEXTS.slice(0, values || format ? 1 : 2))
      yield { ...to(`${text.slice(0, 20)} at ${where}`, marked(path, text)), kept: { path, text } };
  }
}

function* texts(sent: InjectOptions): Generator<HostileValue> {
  yield { what: 'an empty text', sent: { ...sent, payload: '' }, statuses: [400, 422] };
  yield { what: 'bytes that are no UTF-8', sent: { ...sent, payload: Buffer.from([0x61, 0xff]) }, statuses: [400] };
  for (const control of ['\0', '\x1b', '\x7f', '\u0085', '\v'])
    yield {
      what: `U+${control.charCodeAt(0).toString(16)} in a text`,
      sent: { ...sent, payload: `a${control}b` },
      statuses: [422],
    };
  yield { what: 'more than 8 MiB', sent: { ...sent, payload: 'x'.repeat((8 << 20) + 1) }, statuses: [413] };
}
