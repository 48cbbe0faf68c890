/** Conditional requests, and writers that meet. */
import './conditions/preconditions.js';
import './conditions/writers.js';
