/** The command, and the tour in README. */
import './command/command.js';
import './command/refusals.js';
import './command/tour.js';
