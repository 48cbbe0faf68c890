/** The register on real visits, where VISITS_FILE says where they are. */
import './real-data/real-data.js';
