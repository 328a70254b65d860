import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'electron-vite';
import { root } from './which-electron.ts';

// `npm run e2e -- [Playwright's arguments]`: builds the app and drives it through its window.

const given = process.argv.slice(2);
const config = given.some((arg) => arg.startsWith('--config')) ? [] : ['--config=e2e/playwright.config.ts'];
await build({ root, logLevel: 'warn' });
const run = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'playwright', 'cli.js'), 'test', ...config, ...given],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = run.status ?? 1;
