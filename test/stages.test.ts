/** Stages and scope of partnerships. */
import './stages/stages.js';
import './stages/scope.js';
