/** Taking out of a register for good what may not be kept. */
import './upkeep/redact.js';
import './upkeep/redaction.js';
