/** API keys: who may call what. */
import './keys/http.js';
import './keys/reading.js';
import './keys/permissions.js';
import './keys/callers.js';
import './keys/command.js';
import './keys/log.js';
