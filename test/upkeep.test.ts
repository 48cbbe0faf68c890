/** Verifying, rebuilding and redacting a register. */
import './upkeep/rebuild.js';
import './upkeep/verify.js';
import './upkeep/redact.js';
import './upkeep/redaction.js';
