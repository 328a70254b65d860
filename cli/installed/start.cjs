'use strict';

// A file of its own: an old Node cannot even read `import()`.
import('./attache.js');
