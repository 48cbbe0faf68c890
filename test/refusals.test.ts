/** Bad input of every kind. */
import './refusals/bodies.js';
import './refusals/dates.js';
import './refusals/keys.js';
import './refusals/large.js';
import './refusals/meaning.js';
import './refusals/members.js';
import './refusals/parameters.js';
import './refusals/requests.js';
import './refusals/types.js';
import './refusals/values.js';
import './refusals/any-body.js';
