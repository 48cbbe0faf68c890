/** Lists: filters, pages, and the plans of their queries. */
import './lists/lists.js';
import './lists/filters.js';
import './lists/cursors.js';
import './lists/plans.js';
import './lists/many.js';
import './lists/files.js';
import './lists/statements.js';
