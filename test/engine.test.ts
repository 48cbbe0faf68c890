/** The door to the engines, the group commit behind it, and compiled queries. */
import './engine/door.js';
import './engine/group-commit.js';
import './engine/compiled.js';
