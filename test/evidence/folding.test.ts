/** Folding, by which words are compared, and the readable ids that are made of names. */
import fc from 'fast-check';
import t from 'tap';
import { fold, slug } from '../../src/model/words/folding.js';
import { anyTexts } from './texts.js';

t.test('folding twice is folding once, and leaves no case, accent or run of white space', async (t) => {
  fc.assert(fc.property(anyTexts, (text) => fold(fold(text)) === fold(text)));
  t.equal(fold('  Łódź “Straße”\n\t— ÆSIR ﬁn Đà İstanbul’s  '), 'lodz "strasse" - aesir fin da istanbul\'s');
  t.equal(fold('ΟΔΟΣ'), fold('οδος'));
  t.equal(fold('سَلام'), 'سلام');
  t.not(fold('हिन्दी'), fold('हनद'), 'the vowels of Hindi are letters');
});

t.test('a slug is readable, well formed and never too long', async (t) => {
  t.equal(slug('Pakistan’s “Virtual Assets Ordinance, 2025”'), 'pakistans-virtual-assets-ordinance-2025');
  t.equal(slug('São Tomé & Príncipe — Ærø'), 'sao-tome-principe-aero');
  for (const text of ['', '—', '中国人民银行', '🤝', 'Москва']) t.equal(slug(text), undefined, JSON.stringify(text));
  t.equal(slug('x'.repeat(1000)), 'x'.repeat(80));
  t.equal(slug(`${'seven77 '.repeat(9)}eight888 nine`), `${'seven77-'.repeat(9)}eight888`.slice(0, 80));
  t.equal(slug(`${'seven77 '.repeat(9)}eightlong`), 'seven77-'.repeat(9).slice(0, -1));
  fc.assert(
    fc.property(
      fc.oneof(anyTexts, fc.array(fc.constantFrom('ab', ' ', 'long', '—', 'é'), { maxLength: 200 })),
      (text) => {
        const made = slug(typeof text === 'string' ? text : text.join(''));
        return made === undefined || (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(made) && made.length <= 80);
      },
    ),
  );
});
