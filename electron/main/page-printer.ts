import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BrowserWindow, type Session, session } from 'electron';
import { isInside } from '../../core/ground/is-inside.ts';
import { writeFileSync } from '../../core/ground/patient-files.ts';

/**
 * Prints a page of an export into a PDF file, in a window that is never shown. The page runs no script, and loads only
 * what lies in its own folder. Takes the absolute paths of the page and of the PDF. Throws when it cannot be printed, and
 * at once when the signal says so, also in the middle of a page; nobody writes the PDF after that.
 */
export async function printPage(page: string, pdf: string, signal: AbortSignal): Promise<void> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: sessionFor(dirname(page)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
    },
  });
  // A window that is gone may answer nothing any more.
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const bytes = await Promise.race([stopped, pdfOf(window, page)]);
    writeFileSync(pdf, bytes);
  } finally {
    signal.removeEventListener('abort', stop);
    // The process that lays out the page goes with it.
    window.destroy();
  }
}

/** Loads a page and returns it as a PDF. */
async function pdfOf(window: BrowserWindow, page: string): Promise<Buffer> {
  const loaded = new Promise<void>((resolve, reject) => {
    window.webContents.once('did-finish-load', () => resolve());
    window.webContents.once('did-fail-load', (_event, code) => reject(new Error(`not loaded: ${code}`)));
  });
  await Promise.all([loaded, window.loadURL(pathToFileURL(page).href)]);
  return window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
}

/** A session of its own, only in memory, that reads nothing outside of a folder and reaches no network. */
function sessionFor(folder: string): Session {
  const own = session.fromPartition(`print-${randomUUID()}`, { cache: false });
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isFileIn(folder, details.url) });
  });
  return own;
}

function isFileIn(folder: string, url: string): boolean {
  if (URL.parse(url)?.protocol !== 'file:') return false;
  try {
    return isInside(fileURLToPath(url), folder);
  } catch {
    return false;
  }
}
