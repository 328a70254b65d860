import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Platform, build as packApp } from 'electron-builder';
import { build as buildApp } from 'electron-vite';
import { checkPackage } from './check-package.ts';
import { makeStandIn } from './stand-in.ts';

// Makes the unpacked app for this platform in dist/, and checks what is in it. Ends with `N passed, N failed`.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Readonly<Record<string, string>>;
};
const version = devDependencies.electron ?? '';

/** Where an unpacked Electron lies on this machine; null where none was ever downloaded. */
function realElectron(): string | null {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const own = join(root, 'node_modules', 'electron', 'dist');
  for (const folder of [given, own]) {
    if (folder !== undefined && existsSync(join(folder, 'version'))) return folder;
  }
  return null;
}

await buildApp({ root, logLevel: 'warn' });
const scratch = mkdtempSync(join(tmpdir(), 'attache-package-'));
let failed = 0;
try {
  const real = realElectron();
  print(
    real === null
      ? `No Electron on this machine: the app is packed around a stand-in for Electron ${version}. It holds all that the real one would, but cannot be started.`
      : `The app is packed around Electron ${version}.`,
  );
  const isStandIn = real === null;
  // The stand-in is a Linux layout; the real one is packed for the machine's own system.
  const platform = isStandIn ? Platform.LINUX : Platform.current();
  await packApp({
    targets: platform.createTarget('dir'),
    publish: 'never',
    projectDir: root,
    config: {
      extends: join(root, 'electron', 'packaging', 'electron-builder.yml'),
      electronVersion: version,
      electronDist: real ?? (await makeStandIn(scratch, version)),
      ...(platform === Platform.MAC ? { mac: { notarize: false, identity: null } } : {}),
    },
  });
  const unpacked = readdirSync(join(root, 'dist')).find(
    (name) => name.endsWith('unpacked') || name.startsWith('mac'),
  );
  if (unpacked === undefined) throw new Error('electron-builder made no folder');
  const folder = join(root, 'dist', unpacked);
  const isMac = platform === Platform.MAC;
  const resources = isMac ? join(folder, 'attache.app', 'Contents', 'Resources') : join(folder, 'resources');
  const program = isMac
    ? join(folder, 'attache.app')
    : join(folder, platform === Platform.WINDOWS ? 'attache.exe' : 'attache');
  const name = isMac ? 'darwin' : platform === Platform.WINDOWS ? 'win32' : 'linux';
  const checks = await checkPackage(resources, program, `${name}-${process.arch}`);
  for (const { name: what, wrong } of checks) {
    print(
      `${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${what}${wrong.length === 0 ? '' : `: ${wrong.slice(0, 10).join(', ')}`}`,
    );
  }
  failed = checks.filter(({ wrong }) => wrong.length > 0).length;
  print(`Made ${folder}`);
  print(`${checks.length - failed} passed, ${failed} failed`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
// Exits at once: the builder ends the process with 0 as soon as nothing is left to do, even if `exitCode` is
// set.
process.exit(failed === 0 ? 0 : 1);
