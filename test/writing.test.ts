/** Writing safely: rehearsed, repeated without harm, and many records at once. */
import './writing/dry-runs.js';
import './writing/idempotency.js';
import './writing/batches.js';
import './writing/batch-refusals.js';
