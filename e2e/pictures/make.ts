import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'electron-vite';
import { root } from '../which-electron.ts';

// `npm run pictures`: builds the app and takes the pictures of the guide.

await build({ root, logLevel: 'warn' });
const playwright = join(root, 'node_modules', 'playwright', 'cli.js');
const run = spawnSync(
  process.execPath,
  [playwright, 'test', '--config', join(root, 'e2e', 'pictures', 'playwright.config.ts')],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = run.status ?? 1;
