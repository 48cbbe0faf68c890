/** Random texts of the tests about quotations. */
import fc from 'fast-check';

/** Texts out of everything that tells bytes, UTF-16 units, code points and letters apart. */
const pieces = fc.constantFrom(
  ...[
    'a',
    'b',
    'ab',
    'Ä',
    'é',
    'e\u0301',
    'ß',
    'ﬁ',
    'the ',
    'signed',
    ' ',
    '\n',
    '\t',
    '.',
    '. ',
    '—',
    '-',
    '’',
    '“',
    '”',
  ],
  ...['😀', '👨‍👩‍👧‍👦', '🇵🇰', '👍🏽', '❤️', '𝔘', '\u0301', '\u200d', '中', '文', '备忘录', '。', 'が', 'か\u3099'],
  ...['سَلام', 'بسم', 'हिन्दी', 'ไทย', '한국', 'Москва', 'ΟΔΟΣ', 'ﷺ', '\u00a0', '2025'],
);
export const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));
export const anyTexts = fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 }));
