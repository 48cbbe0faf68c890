/** The change feed: its pages, and its stream. */
import './changes/feed.js';
import './changes/filters.js';
import './changes/plans.js';
import './changes/stream.js';
import './changes/followers.js';
