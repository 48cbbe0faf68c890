/** The first records. */
import './first-records/answers.js';
import './first-records/evidence.js';
import './first-records/statements.js';
