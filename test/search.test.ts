/** Search over everything, and words beside the filters of lists. */
import './search/words.js';
import './search/hits.js';
import './search/order.js';
import './search/properties.js';
import './search/plans.js';
import './search/many.js';
import './search/together.js';
import './search/reindex.js';
