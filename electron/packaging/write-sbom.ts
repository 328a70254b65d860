import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'electron-vite';
import type { Licence } from '../ipc/app.ts';
import { sbom } from './sbom.ts';

// `npm run sbom`: builds the app and writes what it is made of to dist/attache-<version>.cdx.json.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

await build({ root, logLevel: 'warn' });
const bundled = JSON.parse(
  readFileSync(join(root, 'out', 'main', 'licences.json'), 'utf8'),
) as readonly Licence[];
// The build has set NODE_ENV, by which npm would leave the window's packages out.
const npm = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--include=dev'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  stdio: ['ignore', 'pipe', 'inherit'],
  // npm is a script on Windows, which only a shell starts.
  shell: process.platform === 'win32',
});
const document = sbom(JSON.parse(npm), bundled);
const file = join(root, 'dist', `attache-${document.metadata.component.version}.cdx.json`);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
process.stdout.write(`Wrote ${file}: ${document.components.length} packages\n`);
