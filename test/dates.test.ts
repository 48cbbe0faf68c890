/** Uncertain dates. */
import './dates/dates.js';
import './dates/date-filters.js';
import './dates/default-dates.js';
import './dates/left-out.js';
