/** Clients made from the contract: the published one, and those that others generate. */
import './sdk/calls.js';
import './sdk/client.js';
import './sdk/package.js';
import './sdk/repeats.js';
