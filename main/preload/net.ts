/** Preload of the net page: it is given its port and nothing else. */
import { handOverPorts } from './hand-over.ts';

handOverPorts();
