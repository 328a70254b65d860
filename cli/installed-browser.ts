import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryPath } from '../core/export/temp-files.ts';
import { rm } from '../core/ground/patient-files.ts';
import { Problem } from '../core/ground/problem.ts';
import type { PagePrinter } from '../core/model/page-printer.ts';

/** How the programs are called that can print a page, where they are on the search path. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
/** Longer than the largest page takes on a slow computer. */
const LONGEST = 30 * 60_000;

/** The Chromium, Chrome or Edge of this computer; null where none is found. Takes the environment. */
function findBrowser(env: NodeJS.ProcessEnv): string | null {
  const places =
    process.platform === 'win32'
      ? [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((root) =>
          root === undefined ? [] : WINDOWS.map((name) => join(root, name)),
        )
      : [
          ...(env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
          ...(process.platform === 'darwin' ? MAC : []),
        ];
  return places.find((place) => existsSync(place)) ?? null;
}

/** Returns what prints pages on this computer; undefined where no browser is found that can. */
export function installedPrinter(env: NodeJS.ProcessEnv = process.env): PagePrinter | undefined {
  const browser = findBrowser(env);
  return browser === null ? undefined : { print: (page, pdf, signal) => print(browser, page, pdf, signal) };
}

/** Runs the browser without a window, without the network, and with a profile that goes away. */
async function print(browser: string, page: string, pdf: string, signal?: AbortSignal): Promise<void> {
  // Beside the PDF, where the answers may be, and not in the temporary folder.
  const profile = temporaryPath(dirname(pdf));
  try {
    const code = await ended(browser, signal, [
      '--headless',
      '--disable-gpu',
      '--disable-extensions',
      '--disable-background-networking',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--no-default-browser-check',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      // The system's administrator cannot start its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]);
    signal?.throwIfAborted();
    if (code !== 0 || statSync(pdf).size === 0) throw new Problem('export.pdf_failed', { why: `${code}` });
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

/** A signal ends the program. */
function ended(
  program: string,
  signal: AbortSignal | undefined,
  args: readonly string[],
): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', timeout: LONGEST });
    const stop = (): void => void child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', (cause) => reject(new Problem('export.pdf_failed', { why: cause.message }, { cause })));
    child.on('close', (code, killed) => {
      signal?.removeEventListener('abort', stop);
      resolve(code ?? killed ?? '');
    });
  });
}
