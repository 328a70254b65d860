import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { canServe } from '../core/export/formats/postgres/testing/postgres-server.ts';
import { hasPackage, hasProgram, pythonWith } from '../fixtures/other-programs.ts';
import { findChromium } from './host/browser.ts';

/** Programs that read what we write: whether each is here, and its package. */
const readers = [
  { isHere: () => hasProgram('sqlite3'), from: 'sqlite3' },
  { isHere: () => hasProgram('python3'), from: 'python3' },
  { isHere: () => pythonWith('openpyxl') !== null, from: 'python3-openpyxl' },
  { isHere: () => hasProgram('7z', 'i'), from: 'p7zip-full' },
  { isHere: () => hasProgram('xmllint'), from: 'libxml2-utils' },
  { isHere: () => hasPackage('haven'), from: 'r-cran-haven' },
  { isHere: () => hasPackage('readstata13'), from: 'r-cran-readstata13' },
  { isHere: () => hasPackage('jsonlite'), from: 'r-cran-jsonlite' },
  { isHere: () => hasProgram('readstat'), from: 'readstat' },
  { isHere: () => pythonWith('pandas') !== null, from: 'python3-pandas' },
  { isHere: () => hasProgram('pspp'), from: 'pspp' },
  { isHere: () => hasPackage('foreign'), from: 'r-cran-foreign' },
  { isHere: () => hasPackage('RSQLite'), from: 'r-cran-rsqlite' },
  { isHere: () => hasProgram('ogr2ogr'), from: 'gdal-bin' },
  { isHere: () => hasProgram('openssl', 'version'), from: 'openssl' },
  { isHere: canServe, from: 'postgresql' },
  { isHere: () => hasProgram('pdftotext', '-v'), from: 'poppler-utils' },
  { isHere: () => pythonWith('matplotlib') !== null, from: 'python3-matplotlib' },
] as const;

/** The same for `npm run test:long` alone. */
const longReaders = [{ isHere: () => hasProgram('soffice'), from: 'libreoffice-calc' }] as const;

/** What the specs need of a fresh Debian: the browser, and fonts with every letter that the app can show. */
const browser = ['chromium', 'fonts-noto-core', 'fonts-inter'] as const;

/**
 * Installs what the tests need of other people's programs, and the browser where the specs need one, with one call: on a
 * Debian, as root. Everywhere else the run goes on: the checks by other programs are skipped with their reason, and the
 * specs say what is missing. Takes whether the long tests are to run, which need more.
 */
export async function installPrograms(needsBrowser: boolean, isLong = false): Promise<void> {
  const wanted = isLong ? [...readers, ...longReaders] : readers;
  const missing = [
    ...wanted.filter(({ isHere }) => !isHere()).map(({ from }) => from),
    ...(needsBrowser && findChromium() === null ? browser : []),
  ];
  if (missing.length === 0 || process.platform !== 'linux' || process.getuid?.() !== 0) return;
  if (!hasProgram('apt-get')) return;
  process.stdout.write(`Installing ${missing.join(', ')} (once) ...\n`);
  const apt = async (...args: readonly string[]): Promise<boolean> => {
    const child = spawn('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    return (await once(child, 'close'))[0] === 0;
  };
  if (!(await apt('update')) || !(await apt('install', '--yes', '--no-install-recommends', ...missing))) {
    process.stdout.write(`${missing.join(', ')} could not be installed.\n`);
  }
}
