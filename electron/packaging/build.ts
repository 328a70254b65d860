import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'electron-vite';

// `npm run build`: the bundles of the app, in out/.

await build({ root: dirname(dirname(dirname(fileURLToPath(import.meta.url)))), logLevel: 'warn' });
