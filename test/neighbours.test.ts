/** Neighbours: who is connected to whom, page by page, and what that asks of the database. */
import './neighbours/neighbours.js';
import './neighbours/pages.js';
