/** When things go wrong around the service: nothing that was acknowledged is lost, and it recovers by itself. */
import './trouble/locked.js';
import './trouble/read-only.js';
import './trouble/full-disk.js';
import './trouble/stops.js';
import './trouble/killed.js';
