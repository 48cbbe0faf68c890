/** Countries by their two-letter codes (ISO 3166-1). */
import countries from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { enumeration } from '../schema.js';

countries.registerLocale(english);
const names = countries.getNames('en', { select: 'official' });

export const Country = enumeration(
  'Country',
  'A country by its two-letter code (ISO 3166-1 alpha-2).',
  Object.fromEntries(Object.entries(names).sort()),
  false,
);
