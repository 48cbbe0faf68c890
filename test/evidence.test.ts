/** Evidence: texts, quotations, and what depends on them. */
import './evidence/quotations.js';
import './evidence/dependents.js';
import './evidence/recheck.js';
import './evidence/texts.js';
import './evidence/quotes.js';
