/** Suggestions: names completed as they are typed, and what that asks of the database. */
import './search/suggest.js';
