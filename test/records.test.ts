/** Records: created, read, replaced, patched, deleted, brought back. */
import './records/records.js';
import './records/ids.js';
import './records/references.js';
import './records/patches.js';
import './records/round-trips.js';
import './records/appending.js';
import './records/presenting.js';
