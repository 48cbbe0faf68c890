/** Tests that come from the contract: every operation, by its own schemas. */
import './fuzz/systematic.js';
