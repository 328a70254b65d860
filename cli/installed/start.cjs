'use strict';

// This is a separate file, because an old Node cannot even parse `import()`.
import('./attache.js');
