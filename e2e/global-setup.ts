import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './host/browser.ts';
import { root, whichElectron } from './which-electron.ts';

/** Says what the specs run in, and that the app is built. */
export default function globalSetup(): void {
  const { kind, version } = whichElectron();
  if (kind === 'electron') {
    process.stdout.write(`The specs run in Electron ${version}.\n`);
  } else {
    const chromium = findChromium();
    if (chromium === null) {
      throw new Error('Neither Electron nor Chromium is on this machine: install the package "chromium".');
    }
    const made = execFileSync(chromium, ['--version', '--no-sandbox'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    process.stdout.write(
      `The specs run in the Electron host (${version}, ${made.trim()}): no Electron binary here.\n`,
    );
  }
  if (!existsSync(join(root, 'out', 'main', 'main.js')))
    throw new Error('The app is not built: npm run build.');
}
