/** The documents are true: the tour runs, what they show is answered, what they list is in the code, and links lead somewhere. */
import './documents/examples.js';
import './documents/links.js';
import './documents/tables.js';
import './documents/tour.js';
