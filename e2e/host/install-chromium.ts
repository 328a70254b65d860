import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findChromium } from './browser.ts';

/** What the specs need of a fresh Debian: the browser, and fonts with every letter that the app can show. */
const packages = ['chromium', 'fonts-noto-core', 'fonts-inter'];

/**
 * Installs Chromium where the specs need it and may do so: on a Debian, as root. Everywhere else the run goes on, and
 * the specs say what is missing.
 */
export async function installChromium(): Promise<void> {
  if (findChromium() !== null || process.platform !== 'linux' || process.getuid?.() !== 0) return;
  process.stdout.write(`Installing ${packages.join(', ')} (once) ...\n`);
  const apt = async (...args: readonly string[]): Promise<boolean> => {
    const child = spawn('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return (await once(child, 'close'))[0] === 0;
  };
  if (!(await apt('update')) || !(await apt('install', '--yes', '--no-install-recommends', ...packages))) {
    process.stdout.write('Chromium could not be installed.\n');
  }
}
