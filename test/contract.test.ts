/** The contract and the layout of the code. */
import './contract/contract.js';
import './contract/deprecation.js';
import './contract/evolution.js';
import './contract/examples.js';
import './contract/layout.js';
import './contract/service.js';
import './contract/vocabularies.js';
