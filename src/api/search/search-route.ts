/** Search over all kinds of records at once. */
import type { FastifyInstance } from 'fastify';
import { ID_PATTERN, RecordName } from '../../model/ids.js';
import type { Members } from '../../model/members.js';
import {
  enumeration,
  list,
  object,
  ref,
  set,
  type TObject,
  type TSchema,
  Type,
  text,
  words as title,
} from '../../model/schema.js';
import type { Definition } from '../../register/definition.js';
import { MAX_COUNTED, totalOf } from '../../register/list/matching.js';
import { readingFrom } from '../../register/read/reading.js';
import { documentsOf, hitsOf } from '../../register/search/hits.js';
import { countMatches, ofKinds } from '../../register/search/matches.js';
import { prepareSearch } from '../../register/search/prepare.js';
import { rankedPage, resumeSearch } from '../../register/search/ranking.js';
import { searchMeta } from '../../register/search/search-meta.js';
import { answers, content, LINK } from '../contract/answers.js';
import { holdsScope } from '../http/authentication.js';
import { JSON_TYPE } from '../http/bodies.js';
import { readCursor, writeCursor } from '../http/cursor.js';
import { sendLinks } from '../http/links.js';
import { sendJson } from '../http/send.js';
import type { Register } from '../records/handle-write.js';
import { cursorParameter, limitParameter, totalParameter } from '../records/query.js';
import { PageInfo, totalMembers } from '../records/schemas.js';
import { expectWords, searchMembers, words } from '../records/words.js';

interface Query {
  q: string;
  record?: Definition['record'][];
  limit?: number;
  cursor?: string;
  total?: boolean;
  expand?: 'record'[];
}

const Expansions = enumeration('SearchExpansion', 'What a search can add to its hits.', {
  record: 'The document of each record, as `document`.',
});

const hitOf = (record: TSchema) =>
  object(
    'SearchHit',
    'A record that was found, and where its words stand.',
    {
      record: ref(RecordName, 'What kind of record it is.'),
      id: Type.String({
        description: 'Its id.',
        pattern: ID_PATTERN,
        maxLength: 80,
        examples: ['el-salvador'],
      }),
      title: Type.Optional(title("The party's name or the record's title; absent when it has none.", 'El Salvador')),
      member: Type.Optional(
        Type.String({
          description:
            "The member of the document in which most of the words stand, or `text` for a source's text; absent when there is nothing to show.",
          pattern: '^[a-z_]+$',
          maxLength: 40,
          examples: ['name'],
        }),
      ),
      snippet: Type.Optional(
        text(
          'The words around what was found, as HTML that is safe to put in a page: escaped, with each match in `<mark>`. Of a ' +
            'text that is `restricted` it is there only for a key; of a text beyond a million characters never.',
          4000,
          'El <mark>Salvador</mark>',
        ),
      ),
      document: Type.Optional(ref(record, 'The record as it now stands; with `expand=record`.')),
    },
    [
      {
        record: 'event',
        id: 'pakistan-hsx-signing',
        title: 'Pakistan signs agreements with HSX',
        member: 'title',
        snippet: 'Pakistan <mark>signs</mark> agreements with <mark>HSX</mark>',
      },
      {
        record: 'partnership',
        id: 'pakistan-hsx',
        title: 'Pakistan and HSX',
        member: 'milestones',
        snippet: '<mark>signing</mark> agreements with domestic exchange <mark>HSX</mark>',
      },
      {
        record: 'party',
        id: 'hsx',
        title: 'HSX',
        member: 'citations',
        snippet: '<mark>signing</mark> agreements with domestic exchange <mark>HSX</mark>',
      },
    ],
  );

const Meta = object('SearchMeta', 'What else is known of a search.', { ...searchMembers, ...totalMembers }, [
  { ranking: 'exact' },
]);

/** A page of hits on records of these kinds. */
export function searchPage(record: TSchema): TObject {
  const Hit = hitOf(record);
  return object(
    'SearchPage',
    'A page of what was found, the best first.',
    {
      data: list(ref(Hit), 'The hits.', 200),
      page: ref(PageInfo, 'Where the page stands.'),
      meta: ref(Meta, 'How the search went.'),
    },
    [{ data: Hit.examples ?? [], page: { limit: 25 }, meta: { ranking: 'exact' } }],
  );
}

export function searchRoute(app: FastifyInstance, register: Register, page: TObject): void {
  const { definitions, engine } = register;
  app.get<{ Querystring: Query }>('/search', {
    config: { scope: 'read' },
    schema: {
      tags: ['Search'],
      operationId: 'search',
      summary: 'Search all records by words',
      description:
        'Finds parties, sources (by their texts, too), events and partnerships by what was written about them; ids, kinds, topics and countries are filters of the lists. Nothing that is typed is ' +
        'an error, as long as there is a word in it. A name that is misspelt is found by the names close to it. The lists take ' +
        'the same `q` together with their filters.',
      querystring: Type.Object(
        {
          q: words('What to search for.'),
          record: Type.Optional(set(ref(RecordName), 'Only records of these kinds.', 4, 1)),
          limit: limitParameter,
          cursor: cursorParameter,
          total: totalParameter(),
          expand: Type.Optional(set(ref(Expansions), 'What to add to the hits.', 1, 1)),
        },
        { additionalProperties: false },
      ),
      response: answers({ ok: content('What was found.', JSON_TYPE, ref(page), LINK) }),
    },
    handler: async (request, reply) => {
      const { q, record, limit = 25, cursor, total, expand } = request.query;
      expectWords(q);
      const identity = JSON.stringify(['search', q, record?.toSorted()]);
      const after = cursor === undefined ? undefined : readCursor(identity, cursor);
      const kinds = record ?? definitions.map((definition) => definition.record);
      const narrowing = ofKinds(kinds);
      const body = await engine.read(async (db) => {
        const reading = readingFrom(engine, definitions, db);
        const search = resumeSearch(await prepareSearch(reading, q, narrowing), after);
        const found = search ? await rankedPage(db, search, narrowing, limit + 1, after) : [];
        const matched = found.slice(0, limit);
        const last = found.length > limit ? matched.at(-1) : undefined;
        const next = last && writeCursor(identity, last.at);
        sendLinks(request, reply, next);
        const meta: Members = await searchMeta(reading, q, search);
        if (total)
          Object.assign(meta, totalOf(search ? await countMatches(db, search, narrowing, MAX_COUNTED + 1) : 0));
        const wish = {
          query: search?.query ?? { groups: [], without: [] },
          mayRead: holdsScope(request, 'read'),
          whole: expand !== undefined,
        };
        const hits = await hitsOf(db, await documentsOf(db, definitions, matched), wish);
        const rest = { page: { limit, ...(next !== undefined && { next }) }, meta };
        return `{"data":[${hits.join(',')}],${JSON.stringify(rest).slice(1)}`;
      });
      return sendJson(reply, body);
    },
  });
}
