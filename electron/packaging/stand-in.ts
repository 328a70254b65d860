import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackageFromFiles } from '@electron/asar';
import { FuseState } from '@electron/fuses';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;

/**
 * Makes a folder that electron-builder takes for an unpacked Electron, for machines that cannot download the real one:
 * its program holds nothing but the sentinel and the fuse wire as Electron ships them, so that flipping the fuses and
 * packing the app are done for real. Takes the folder and Electron's version; returns the folder.
 */
export async function makeStandIn(folder: string, version: string): Promise<string> {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  const wire = [1, FUSES, ...Array.from({ length: FUSES }, () => FuseState.ENABLE)];
  const program = Buffer.concat([
    Buffer.from('\u007fELF stand-in for the Electron binary\n'),
    Buffer.alloc(4096),
    Buffer.from(SENTINEL),
    Buffer.from(wire),
    Buffer.alloc(4096),
  ]);
  const file = join(folder, 'electron');
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  writeFileSync(join(folder, 'version'), version);
  writeFileSync(join(folder, 'LICENSE'), '');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '');
  const app = join(folder, 'default-app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{}');
  await createPackageFromFiles(app, join(folder, 'resources', 'default_app.asar'), [
    join(app, 'package.json'),
  ]);
  return folder;
}
