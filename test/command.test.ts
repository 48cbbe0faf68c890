/** The command. */
import './command/command.js';
import './command/refusals.js';
