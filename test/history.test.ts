/** History: revisions and the log. */
import './history/history.js';
import './history/pages.js';
import './history/log.js';
