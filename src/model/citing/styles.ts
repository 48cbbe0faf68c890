/** The styles that a record can be cited in, each with its media type. */
import { AnyMember, enumeration, list, ref, Type } from '../schema.js';
import { type Cited, footnoteOf, MONTHS, noteOf, partsOf, REGISTER } from './work.js';

export const CitationStyle = enumeration('CitationStyle', 'The form of a citation.', {
  plain: 'A footnote in words.',
  bibtex: 'An entry for BibTeX, as UTF-8.',
  'csl-json': 'A list with one item for CSL processors, such as Zotero, Pandoc and Citation.js.',
  ris: 'A record for reference managers, such as EndNote and Mendeley.',
});

/** How each style is made. */
export const STYLES: Record<keyof typeof STYLE_TYPES, (cited: Cited) => string> = {
  plain: (cited) => `${onOneLine(footnoteOf(cited))}\n`,
  bibtex: bibtexOf,
  'csl-json': (cited) => JSON.stringify([cslOf(cited)]),
  ris: risOf,
};

export const STYLE_TYPES = {
  plain: 'text/plain',
  bibtex: 'application/x-bibtex',
  'csl-json': 'application/vnd.citationstyles.csl+json',
  ris: 'application/x-research-info-systems',
} as const;

const CitationText = Type.String({
  $id: 'CitationText',
  description: 'A citation, in UTF-8.',
  maxLength: 1_000_000,
  pattern: '^[^\\x00]*$',
  examples: ['Entente, “HSX”, party “hsx”, revision 1.'],
});

const CslItem = Type.Object(
  {},
  {
    $id: 'CslItem',
    description: 'An item of CSL-JSON, as the schema of the Citation Style Language has it.',
    additionalProperties: ref(AnyMember),
    examples: [{ id: 'entente-party-hsx-r1', type: 'entry', title: 'HSX' }],
  },
);

const CslItems = {
  ...list(ref(CslItem), 'The item, in a list.', 1, 1),
  $id: 'CslItems',
  examples: [CslItem.examples],
};

/** What each media type holds. */
export const STYLE_SCHEMAS = {
  [STYLE_TYPES.plain]: ref(CitationText),
  [STYLE_TYPES.bibtex]: ref(CitationText),
  [STYLE_TYPES['csl-json']]: ref(CslItems),
  [STYLE_TYPES.ris]: ref(CitationText),
};

/** Every style has its values on one line. */
const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** What TeX reads as something else. BibTeX counts braces, also behind a backslash, so these are named. */
const TEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

const inTex = (text: string): string =>
  onOneLine(text).replaceAll(/[\\{}~^$&#_%]/g, (character) => TEX[character] ?? `\\${character}`);

/** An address stands as it is, but for what would end its field. */
const urlInTex = (url: string): string => url.replaceAll(/[{}\\]/g, encodeURIComponent);

/** A date in EDTF, which has a form of its own there, too. */
const dateInTex = (date: string): string => onOneLine(date).replaceAll(/[{}\\]/g, '');

/** The title of a work, or what it is. */
const titleOf = ({ work, id }: Cited): string => onOneLine(work.title ?? `${work.kind} “${id}”`);

function bibtexOf(cited: Cited): string {
  const { key, work } = cited;
  const { publishers, date, url, accessed } = work;
  const [year, month, day] = partsOf(date) ?? [];
  const authors = publishers.map((name) => `{${inTex(name)}}`).join(' and ');
  const fields = {
    ...(authors !== '' && { author: `{${authors}}` }),
    title: `{{${inTex(titleOf(cited))}}}`,
    ...(year !== undefined && { year: `{${fourDigits(year)}}` }),
    ...(month !== undefined && { month: MONTHS[month - 1]?.slice(0, 3).toLowerCase() }),
    ...(day !== undefined && { day: `{${day}}` }),
    // What is no plain day, month or year stands as it is.
    ...(year === undefined && date !== undefined && { date: `{${dateInTex(date)}}` }),
    ...(url !== undefined && { url: `{${urlInTex(url)}}` }),
    ...(accessed !== undefined && { urldate: `{${dateInTex(accessed)}}` }),
    note: `{${inTex(noteOf(cited))}}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = ${value}`);
  return `@misc{${key},\n${lines.join(',\n')}\n}\n`;
}

const fourDigits = (year: number): string => String(year).padStart(4, '0');

/** The types that CSL and RIS have for kinds of sources. */
const TYPES: Partial<Record<string, readonly [csl: string, ris: string]>> = {
  news_article: ['article-newspaper', 'NEWS'],
  press_release: ['article', 'PRESS'],
  official_gazette: ['legislation', 'STAT'],
  treaty_text: ['treaty', 'GEN'],
  interview: ['interview', 'GEN'],
  social_post: ['post', 'BLOG'],
  dataset: ['dataset', 'DATA'],
};

function cslOf(cited: Cited): object {
  const { key, work, sourceKind, revision } = cited;
  const [type] = sourceKind === undefined ? ['entry'] : (TYPES[sourceKind] ?? ['document']);
  return {
    id: key,
    type,
    title: titleOf(cited),
    ...(work.publishers.length > 0 && { author: work.publishers.map((name) => ({ literal: onOneLine(name) })) }),
    ...(sourceKind === undefined && { 'container-title': REGISTER, version: String(revision) }),
    ...(work.date !== undefined && { issued: cslDate(work.date) }),
    ...(work.accessed !== undefined && { accessed: cslDate(work.accessed) }),
    ...(work.url !== undefined && { URL: work.url }),
    note: onOneLine(noteOf(cited)),
  };
}

function cslDate(date: string): object {
  const parts = partsOf(date);
  return parts ? { 'date-parts': [parts] } : { raw: date };
}

function risOf(cited: Cited): string {
  const { key, work, sourceKind } = cited;
  const { publishers, date, url, accessed } = work;
  const [, type] = TYPES[sourceKind ?? ''] ?? ['', 'GEN'];
  const [year] = partsOf(date) ?? [];
  const lines: [tag: string, value: string | undefined][] = [
    ['TY', type],
    ['ID', key],
    ['TI', titleOf(cited)],
    ...publishers.map((name): [string, string] => ['PB', name]),
    ['PY', year === undefined ? undefined : fourDigits(year)],
    ['DA', date === undefined ? undefined : risDate(date)],
    ['UR', url],
    ['Y2', accessed === undefined ? undefined : risDate(accessed)],
    ['N1', noteOf(cited)],
    ['ER', ''],
  ];
  return lines.map(([tag, value]) => (value === undefined ? '' : `${tag}  - ${onOneLine(value)}\r\n`)).join('');
}

const risDate = (date: string): string => (partsOf(date) ? date.replaceAll('-', '/') : date);
