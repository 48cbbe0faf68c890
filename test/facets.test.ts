/** Facets and histograms of lists: what is counted, where each bucket leads, and the plans of their queries. */
import './facets/counts.js';
import './facets/facets.js';
import './facets/bounds.js';
import './facets/plans.js';
