/** History: revisions, what differs between them, and the log. */
import './history/history.js';
import './history/pages.js';
import './history/differences.js';
import './history/recorded-at.js';
import './history/log.js';
