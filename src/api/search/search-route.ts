/** Search over all kinds of records at once. */
import type { FastifyInstance } from 'fastify';
import { PartyId, RecordName, recordId } from '../../model/ids.js';
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
import { documentsOf, hitsOf, MAX_MATCHED } from '../../register/search/hits.js';
import { countMatches, ofKinds } from '../../register/search/matches.js';
import { prepareSearch } from '../../register/search/prepare.js';
import { rankedPage, resumeSearch } from '../../register/search/ranking.js';
import { searchMeta } from '../../register/search/search-meta.js';
import { answers, content, LINK } from '../contract/answers.js';
import { holdsScope } from '../http/authentication.js';
import { JSON_TYPE } from '../http/bodies.js';
import { PageInfo, type PageQuery, pageParameters, pagingOf, sendPage } from '../http/paging.js';
import { certificateMember } from '../records/certified.js';
import type { Register } from '../records/handle-write.js';
import { readersFor } from '../records/log-sequence.js';
import { totalParameter } from '../records/query.js';
import { totalMembers } from '../records/schemas.js';
import { expectWords, searchMembers, spellingParameter, words } from '../records/words.js';

interface Query extends PageQuery {
  q: string;
  spelling?: 'exact';
  record?: Definition['record'][];
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
      id: recordId('Its id.', 'el-salvador'),
      title: Type.Optional(title("The party's name or the record's title; absent when it has none.", 'El Salvador')),
      member: Type.Optional(
        Type.String({
          description:
            "The member of the document in which most of the words stand, or `text` for a source's text; `parties` or `publisher` when that is a party's name; absent when there is nothing to show.",
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
      matched_parties: Type.Optional(
        list(
          ref(PartyId),
          'Those who take part in it, or published it, whose names have words that were searched for: the first hundred.',
          MAX_MATCHED,
          1,
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
        matched_parties: ['hsx'],
      },
      {
        record: 'partnership',
        id: 'pakistan-hsx',
        title: 'Pakistan and HSX',
        member: 'milestones',
        snippet: '<mark>signing</mark> agreements with domestic exchange <mark>HSX</mark>',
        matched_parties: ['hsx'],
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
      ...certificateMember,
    },
    [{ data: Hit.examples ?? [], page: { limit: 25 }, meta: { ranking: 'exact' } }],
  );
}

export function searchRoute(app: FastifyInstance, register: Register, page: TObject): void {
  app.get<{ Querystring: Query }>('/search', {
    config: { scope: 'read', certified: true },
    schema: {
      tags: ['Search'],
      operationId: 'search',
      summary: 'Search all records by words',
      description:
        'Finds parties, sources (by their texts, too), events and partnerships by what was written about them and by the names of their ' +
        'parties; ids, kinds, topics and countries are filters of the lists. Nothing that is typed is ' +
        'an error, as long as there is a word in it. A name that is misspelt is found by the names close to it. The lists take ' +
        'the same `q` together with their filters.',
      querystring: Type.Object(
        {
          q: words('What to search for.'),
          spelling: spellingParameter,
          record: Type.Optional(set(ref(RecordName), 'Only records of these kinds.', register.definitions.length, 1)),
          ...pageParameters,
          total: totalParameter,
          expand: Type.Optional(set(ref(Expansions), 'What to add to the hits.', 1, 1)),
        },
        { additionalProperties: false },
      ),
      response: answers({ ok: content('What was found.', JSON_TYPE, ref(page), LINK) }),
    },
    handler: async (request, reply) => {
      const { definitions, engine } = register;
      const { q, spelling, record, total, expand } = request.query;
      expectWords(q);
      const paging = pagingOf(JSON.stringify(['search', q, spelling, record?.toSorted()]), request.query);
      const asked = { typed: q, isExact: spelling === 'exact' };
      const kinds = record ?? definitions.map((definition) => definition.record);
      const narrowing = ofKinds(kinds);
      const { read } = await readersFor(request, engine);
      const page = await read(async (db) => {
        const reading = readingFrom(engine, definitions, db);
        const prepared = await prepareSearch(reading, asked, narrowing);
        const search = resumeSearch(prepared.search, paging.after);
        const found = search ? await rankedPage(db, search, narrowing, paging.lookFor, paging.after) : [];
        const matches = paging.cut(found, ({ at }) => at);
        const meta: Members = await searchMeta(reading, asked, { ...prepared, search });
        if (total)
          Object.assign(meta, totalOf(search ? await countMatches(db, search, narrowing, MAX_COUNTED + 1) : 0));
        const options = {
          query: search?.query ?? { groups: [], without: [] },
          parties: new Set([...(search?.parties.byTerm.values() ?? [])].flat()),
          mayRead: holdsScope(request, 'read'),
          whole: expand !== undefined,
        };
        const data = await hitsOf(reading, await documentsOf(db, definitions, matches.data), options);
        return { ...matches, data, meta };
      });
      return sendPage(request, reply, page);
    },
  });
}
