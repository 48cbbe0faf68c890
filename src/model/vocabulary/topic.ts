/** What events and partnerships are about. */
import { enumeration } from '../schema.js';
import { TOPICS } from './vocabulary.js';

export const Topic = enumeration('Topic', 'What it is about.', TOPICS);
