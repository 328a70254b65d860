import { spawnSync } from 'node:child_process';
import { findChromium } from './browser.ts';

/** What the specs need of a fresh Debian: the browser, and fonts with every letter that the app can show. */
const packages = ['chromium', 'fonts-noto-core', 'fonts-inter'];

/**
 * Installs Chromium where the specs need it and may do so: on a Debian, as root. Everywhere else the run goes on, and
 * the specs say what is missing.
 */
export function installChromium(): void {
  if (findChromium() !== null || process.platform !== 'linux' || process.getuid?.() !== 0) return;
  process.stdout.write(`Installing ${packages.join(', ')} (once) ...\n`);
  const apt = (...args: readonly string[]): boolean =>
    spawnSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  if (!apt('update') || !apt('install', '--yes', '--no-install-recommends', ...packages)) {
    process.stdout.write('Chromium could not be installed.\n');
  }
}
