import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './command.ts';

// `npm pack` runs this first: the bundle of the command, in out/cli.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
await bundleCommand(root, join(root, 'out', 'cli'));
