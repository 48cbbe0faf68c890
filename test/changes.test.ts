/** The change feed. */
import './changes/feed.js';
import './changes/filters.js';
import './changes/plans.js';
