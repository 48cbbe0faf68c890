/** What an API key looks like from outside. */

import { INSTANT } from '../../model/formats.js';
import { instant, list, object, ref, type Static, set, type TSchema, Type } from '../../model/schema.js';
import { KeyScope } from '../../model/vocabulary/key-scope.js';
import { PageInfo, pageParameters } from '../http/paging.js';

export const ApiKeyId = Type.String({
  $id: 'ApiKeyId',
  description: 'The id of a key: the part between its first two underscores. It is no secret.',
  pattern: '^[0-9a-f]{16}$',
  minLength: 16,
  maxLength: 16,
  examples: ['5f1d7a84be026c39'],
});

const name = Type.String({
  description:
    'Whose it is: the actor that changes made with it are recorded under. Several keys may have one name, but none that ' +
    'holds invisible characters or looks like `admin` or `entente`.',
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\x00-\\x20\\x7F-\\x9F\\s]([^\\x00-\\x1F\\x7F-\\x9F]*[^\\x00-\\x20\\x7F-\\x9F\\s])?$',
  examples: ['news-desk'],
});

const scopes = set(ref(KeyScope), 'How far it reaches: as far as the widest of them.', 3, 1);

export const ApiKeyInput = object(
  'ApiKeyInput',
  'A key to be made.',
  {
    name: { ...name, format: 'key-name' },
    scopes,
    expires: Type.Optional(
      Type.String({
        description: 'Until when it is valid (RFC 3339), in the future; without it, until it is revoked.',
        format: 'date-time',
        pattern: INSTANT,
        maxLength: 40,
        examples: ['2099-01-01T00:00:00Z'],
      }),
    ),
  },
  [{ name: 'news-desk', scopes: ['write'] }],
);
export type ApiKeyInput = Static<typeof ApiKeyInput>;

const members = {
  id: ref(ApiKeyId, 'Its id, to revoke it by.'),
  name,
  scopes,
  created_at: instant('When it was made.'),
  created_by: {
    ...name,
    description: 'By whom: the name of their key, or `entente` for the command.',
    examples: ['admin'],
  },
  expires: Type.Optional(instant('From when on it is not valid any more.')),
};

const example = {
  id: '5f1d7a84be026c39',
  name: 'news-desk',
  scopes: ['write'],
  created_at: '2025-11-01T12:00:00.000Z',
  created_by: 'admin',
};

export const ApiKey = object(
  'ApiKey',
  'A key, without its secret.',
  {
    ...members,
    revoked_at: Type.Optional(instant('When it was revoked.')),
    revoked_by: Type.Optional({
      ...name,
      description: 'By whom it was revoked: the name of their key, or `entente` for the command.',
      examples: ['admin'],
    }),
  },
  [example],
);
export type ApiKey = Static<typeof ApiKey>;

export const NewApiKey = object(
  'NewApiKey',
  'A key that was just made.',
  {
    ...members,
    key: Type.String({
      description: 'The key itself. It is shown only this once and is not stored.',
      pattern: '^entente_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$',
      minLength: 68,
      maxLength: 68,
      examples: ['entente_5f1d7a84be026c39_AN-EXAMPLE-AND-NO-KEY-AN-EXAMPLE-AND-NO-KEY'],
    }),
  },
  [{ ...example, key: 'entente_5f1d7a84be026c39_AN-EXAMPLE-AND-NO-KEY-AN-EXAMPLE-AND-NO-KEY' }],
);
export type NewApiKey = Static<typeof NewApiKey>;

export const ApiKeyPage: TSchema = object(
  'ApiKeyPage',
  'A page of keys, the newest first.',
  {
    data: list(ref(ApiKey), 'The keys, also those that were revoked or have expired.', 200),
    page: ref(PageInfo, 'Where the page stands.'),
  },
  [{ data: [example], page: { limit: 25 } }],
);

export const ApiKeyQuery = Type.Object(pageParameters, { additionalProperties: false });
