/** Verifying a register, and rebuilding it from its log. */
import './upkeep/rebuild.js';
import './upkeep/verify.js';
