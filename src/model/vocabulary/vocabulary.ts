/** The words that the contract allows: one table per enumeration, each value with its one-sentence definition. */

/** Kind of party: what sort of actor it is. */
export const PARTY_KINDS = {
  state: 'A country acting as a whole; one of its ministries, regulators or central banks is a `government_body`.',
  subnational:
    'A province, emirate, canton, city or special administrative region acting as a whole; its own bodies are a `government_body` that is `part_of` it.',
  government_body: 'An organ of a state or of a part of one: a ministry, regulator, central bank, council or court.',
  intergovernmental_organization: 'An organisation of states, such as a development bank or a UN agency.',
  company: 'A business, private or state-owned; one recorded as an outlet for news is `media`.',
  media: 'An outlet that publishes news or is credited with it; never a principal or signatory of a partnership.',
  civil_society: 'A non-governmental body not run for profit: an association, foundation, university or think tank.',
  person: 'An individual, named or only described; the offices held are `positions`, not parties.',
  unnamed_group: 'Several actors described only together ("officials"); a single unnamed actor keeps its own kind.',
} as const;

/** Predicate of a claim: what somebody holds to be so about a party, where sources may differ. */
export const CLAIM_PREDICATES = {
  regulatory_status: 'How digital assets, or the party itself, stand in law, such as licensed, unregulated or banned.',
  policy_maturity: 'How far its policy on digital assets has come, such as early stages or a complete framework.',
  mandate: 'What the party is charged or empowered to do.',
  policy_posture: 'The attitude or direction of policy, such as cautious or promoting, not the rules in force.',
  adoption_scale: 'How widely digital assets are used or held, such as a number of users or a share of people.',
  first_of_kind: 'That the party is the first to have done or been something.',
  other: 'A claim that no other predicate fits.',
} as const;

/** Relation of a party to another one. */
export const PARTY_RELATIONS = {
  successor_of: 'It took over from the other, which is no more or no longer does this.',
  renamed_from: 'It is the same body under another name, and the other is recorded under the former one.',
  affiliate_of: 'It belongs to the same group as the other, or is linked to it, without being a part of it.',
  possibly_same_as: 'The two may be one; the sources do not say.',
} as const;

/** Rank of what somebody says: whether it is held to be right, or kept as known to be wrong. */
export const RANKS = {
  normal: 'As good as what else is said; taken when no rank is given.',
  deprecated: 'Known to be wrong, and kept so that nobody enters it again.',
} as const;

/** Kind of source: what sort of published document it is. */
export const SOURCE_KINDS = {
  news_article: 'A report, analysis or comment published by a media outlet.',
  press_release: 'A text that a party publishes about itself for the press or the public.',
  official_gazette: 'A notice, law or regulation as printed in the official journal of a state.',
  treaty_text: 'The text of an agreement itself, as opposed to a report about it.',
  filing: 'A document lodged with a court, regulator, exchange or public register.',
  interview: 'Questions and answers published as such; an article that only quotes somebody is a `news_article`.',
  social_post: 'A post on a social network or messaging channel.',
  dataset: 'A structured collection of data, such as a table or an extract of a register.',
  other: 'A document that no other kind fits.',
} as const;

/** Relation of a source to the one that it was made from: what was done to that. */
export const SOURCE_RELATIONS = {
  copy: 'It has the same text, published once more by somebody else, such as what an agency sent out.',
  translation: 'It has the same text in another language.',
  excerpt: 'It has parts of the text, as they stand there.',
  rewrite: 'It says the same in words of its own.',
  update: 'It is a later version by the same publisher, which adds to the text or corrects it.',
  mirror: 'It is the same publication at another address, such as an archive.',
} as const;

/** Access to the text of a source: who may read the stored words. */
export const TEXT_ACCESS = {
  public: 'Everybody who may read the register may read the text.',
  restricted: 'The text serves checks and search, and reading it needs an API key; this is the default.',
} as const;

/** Mode of an event: by which means the parties dealt with one another. */
export const EVENT_MODES = {
  in_person: 'The parties were in one place.',
  video: 'The parties met by video link.',
  phone: 'The parties spoke by telephone or another voice-only link.',
  written: 'The parties exchanged or issued a text without meeting.',
} as const;

/** Role of a party in an event: how it took part; being named in a report without taking part is a mention. */
export const EVENT_ROLES = {
  host: 'It received the others or convened the event.',
  attendee: 'It was present, and nothing more specific is known.',
  participant: 'It took part; how is not said.',
  speaker: 'It spoke: the words or the statement that the event is about are its own.',
  signatory: 'It signed an instrument at this event, itself or through a representative.',
  enacting_authority: 'It adopted, issued or granted the act, licence or appointment.',
  subject: 'The event is about it or happened to it, such as the body created or the company licensed.',
} as const;

/** Outcome of an event: what a source says came of it; absent when no source says anything. */
export const EVENT_OUTCOMES = {
  agreement_signed: 'An instrument was signed.',
  intent_declared: 'The parties said that they will cooperate or conclude something, and signed nothing.',
  discussed_only: 'Cooperation or an agreement was talked about, and no commitment is reported.',
  none_announced: 'A source says in words that nothing was agreed or announced, which is more than being silent.',
} as const;

/** Role of a party in a partnership: in what capacity it belongs to it. */
export const PARTNERSHIP_ROLES = {
  principal: 'The partnership is between it and the other principals or signatories; taken when no role is given.',
  signatory: 'It signed, or is the one to sign, an instrument of the partnership.',
  implementing_body: 'It carries out the work on behalf of a principal or signatory.',
  facilitator: 'It brought the others together or supports them without being bound itself.',
  observer: 'It follows the partnership without taking part in it.',
} as const;

/** Relation of a partnership to another: how this one stands to the one named. */
export const PARTNERSHIP_RELATIONS = {
  replaces: 'It takes the place of the other, which no longer holds.',
  renews: 'It continues the other for a further term.',
  amends: 'It changes what the other says, which otherwise holds.',
  part_of: 'It is a part of the other, such as a project under a framework.',
  follows: 'It came out of the other or builds on it, which stands for itself.',
} as const;

/** Kind of instrument: what sort of text is or may be agreed. */
export const INSTRUMENT_KINDS = {
  mou: 'A memorandum of understanding: a text in which parties record what they mean to do together.',
  letter_of_intent: 'A letter in which one or more parties declare that they intend to conclude something.',
  agreement: 'An agreement for which the source uses no more specific word.',
  contract: 'An agreement under private or commercial law, such as for services or an investment.',
  treaty: 'A binding agreement under international law between states or intergovernmental organisations.',
  joint_declaration: 'A text in which parties together declare their positions or aims.',
  exchange_of_notes: 'Diplomatic notes or letters that together make up an agreement.',
  licence: 'A permission that an authority grants to a party.',
  other: 'An instrument that no other kind fits.',
} as const;

/** Status of an instrument: how far the text itself has got, which is not the stage of the partnership. */
export const INSTRUMENT_STATUSES = {
  under_discussion: 'It is talked about or negotiated; whether a text exists is not said.',
  drafted: 'A text exists and is not signed.',
  signed: 'It was signed.',
  ratified: 'It was signed and then confirmed by the authority whose consent it needs.',
  in_force: 'It has taken effect.',
  suspended: 'It is not applied for the time being.',
  terminated: 'It has ended.',
} as const;

/** Quantity of an instrument: whether the entry stands for one text or for several; absent when not stated. */
export const INSTRUMENT_QUANTITIES = {
  one: 'A single instrument.',
  several: 'More than one, without a number: the source says "agreements" and does not tell them apart.',
} as const;

/** Scope of a partnership: between what sorts of party it is, computed from the principals. */
export const PARTNERSHIP_SCOPES = {
  state_state: 'Between two states, themselves or through their government bodies.',
  state_subnational: 'Between a state and a city, province or the like, each itself or through its government bodies.',
  state_company: 'Between a state, itself or through its government bodies, and one or more companies.',
  state_organization: 'Between a state, itself or through its government bodies, and one or more organisations.',
  subnational_subnational: 'Between cities, provinces or the like, themselves or through their government bodies.',
  subnational_company: 'Between a city, province or the like, itself or through its bodies, and one or more companies.',
  subnational_organization:
    'Between a city, province or the like, itself or through its bodies, and one or more organisations.',
  company_company: 'Between companies only.',
  multilateral: 'Between three or more states, themselves or through their government bodies.',
  other: 'Any other combination.',
} as const;

/** Topic of an event or a partnership: what it is about. */
export const TOPICS = {
  regulation: 'Rules for digital assets and those who deal in them, their making and supervision.',
  licensing: 'Permission for, or registration of, services with digital assets.',
  taxation: 'Taxes on digital assets and on income from them.',
  compliance: 'Keeping to rules, above all against money laundering and the financing of terrorism.',
  investor_protection: 'Protecting those who buy, hold or invest in digital assets.',
  blockchain: 'Blockchain and other distributed-ledger technology, whatever it is used for.',
  digital_finance: 'Financial services by digital means in general, such as payments.',
  virtual_assets: 'Cryptocurrencies and other virtual or digital assets in general.',
  stablecoins: 'Privately issued tokens meant to keep their value against a currency or another asset.',
  cbdc: 'Digital money that is a liability of a central bank.',
  tokenization: 'Representing assets or rights, such as bonds or property, as tokens on a ledger.',
  mining: 'Mining or validating for a blockchain, its energy and equipment.',
  remittances: 'Money that people send home from abroad.',
  financial_inclusion: 'Access to financial services for people who have little or none.',
  market_infrastructure: 'Exchanges, custody, clearing, settlement and the like.',
  digital_identity: 'Proving who somebody is by digital means.',
  public_services: 'Use of digital assets or blockchain in government and its services.',
  knowledge_exchange: 'Sharing experience and expertise, including training.',
  technology_exchange: 'Sharing, transferring or jointly developing technology.',
  regional_cooperation: 'Cooperation within or between regions, beyond the parties at hand.',
  legal_tender: 'Making a digital asset legal tender, or ending that.',
  reserves: 'Digital assets held as reserves by a state, a central bank or a company.',
  other: 'A topic that no other value fits.',
} as const;

/** Stage that can be ranked: the steps of a partnership from the least to the furthest, ranks 0 to 6. */
export const RANKED_STAGES = {
  unknown: 'No stage is established by the evidence; only ever computed, and never the stage of a milestone.',
  exploratory: 'Cooperation is wanted; the smallest evidence is that one side says so.',
  talks: 'The sides are in contact about it; the smallest evidence is that they met or negotiated.',
  intent_announced:
    'Both sides mean to cooperate; the smallest evidence is that both said, or are reported to have agreed, so.',
  partnership_announced:
    'A partnership is said to be formed, no signed text shown; the smallest evidence is a party or report saying so.',
  signed:
    'An instrument is signed; the smallest evidence is words that say so, and words about a plan to sign are not.',
  in_force: 'The partnership is at work; the smallest evidence is that it took effect or that the work is running.',
} as const;

/** Stage of a partnership: how far it has got; the ranked stages first, then those that stand outside the ranking. */
export const STAGES = {
  ...RANKED_STAGES,
  suspended: 'The partnership is halted for the time being; the smallest evidence is a statement that it is.',
  ended: 'The partnership is over; the smallest evidence is a statement that it is.',
  denied: 'The partnership is disavowed; the smallest evidence is a statement that it does not or will not exist.',
} as const;

/** Polarity of a milestone: whether the evidence says that the stage was reached or that it was not. */
export const POLARITIES = {
  affirmed: 'The evidence says that the stage was reached; taken when no polarity is given.',
  negated: 'The evidence says that the stage was not reached, such as "the meeting did not announce any agreements".',
} as const;

/** Basis of a date: how it was got from the source. */
export const DATE_BASES = {
  stated: 'The full date is printed in the source.',
  resolved: 'Worked out from relative words ("on Tuesday") and the day of publication.',
  bounded: 'Only a limit is known, such as not after the day of publication.',
  event: 'It is the date of the event at which a milestone happened, and follows that event; only ever computed.',
  unresolved: 'The source allows no date to be given; `edtf` is absent.',
} as const;

/** Precision of a date: how closely it says when; never closer than the source. */
export const DATE_PRECISIONS = {
  day: 'One calendar day, such as `2025-07-17`.',
  month: 'Some time in one month, such as `2025-03` or `2025-03-XX`.',
  year: 'Some time in one year, such as `2025`, `2025-XX` or `2025-XX-XX`.',
  decade: 'Some time in ten years, such as `202X`.',
  interval: 'A stretch of time with a start and an end, either of which may be open, such as `2025-03/2025-07`.',
  bound: 'One moment known only to lie before, after or between limits, such as `[..2025-08-02]`.',
  set: 'One of several days, months, years or ranges of them, such as `[2024-04,2025-04]`.',
  unknown: 'No date is given.',
} as const;

/** Status of a citation: what the register could check of its quotation, from the strongest to the weakest. */
export const CITATION_STATUSES = {
  matched: 'The quoted words stand in the stored text; whether they prove the statement is for people to judge.',
  unchecked: 'There is a quotation, but no stored text to check it against.',
  reference: 'The citation names a source and quotes nothing.',
  stale:
    'The text that was stored after the words were quoted does not hold them, or not surely in the place that was meant: ' +
    'what stood around them is gone, too.',
} as const;

/** Voice of a citation: whose wording the quoted words are. */
export const CITATION_VOICES = {
  direct_quote: 'The source prints the words as those of the speaker.',
  paraphrase: 'The source puts what a speaker said in its own words.',
  narration: 'The source says it itself, crediting no speaker.',
} as const;

/** Match of an uncertain date with a filter of days: how sure the answer has to be. */
export const DATE_MATCHES = {
  certain: 'Only records whose whole range of possible days lies within the days asked for; this is the default.',
  possible: 'Records whose range of possible days overlaps the days asked for.',
  any: 'Records that match as `possible`, and those without any date too.',
} as const;

/** Type of a record: which of the four resources it belongs to. */
export const RECORD_NAMES = {
  party: 'Anybody that can act: a state, a government body, a company, a person, an organisation, a media outlet.',
  source: 'A published document: an article, a press release, a gazette, a treaty text.',
  event: 'Something that happened once: a meeting, a signing, a legal act, a statement.',
  partnership: 'A relation between two or more parties about digital assets.',
} as const;

/** Operation that wrote a revision: what was done to the record. */
export const OPERATIONS = {
  create: 'The record was written for the first time.',
  replace: 'The whole record was replaced.',
  patch: "Some members of the record were changed by a merge patch, or a source's text was stored or taken away.",
  append: 'One entry was added to a list, such as a milestone or a citation.',
  revert: 'An earlier revision was made the newest one again.',
  delete: 'The record was deleted; such a revision holds no document.',
  restore: 'A deleted record was written anew under its id, or brought back as it was in an earlier revision.',
  redact:
    'Documents of earlier revisions, or texts of sources, were taken out of the register for good; the record says what it said.',
  recomputed: 'A write elsewhere changed computed members of the record; what people wrote in it stayed.',
} as const;

/** Scope of an API key: how far it reaches. Each includes those before it. */
export const KEY_SCOPES = {
  read: 'Reads what is not open to everybody: texts that are restricted, and everything where reading needs a key.',
  write: 'Writes records and texts, too.',
  admin: 'Makes, lists and revokes keys, too.',
} as const;
