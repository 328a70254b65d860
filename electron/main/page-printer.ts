import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BrowserWindow, type Session, session } from 'electron';
import { isInside } from '../../core/ground/is-inside.ts';
import { writeFileSync } from '../../core/ground/patient-files.ts';

/**
 * Prints a page of an export into a PDF file, in a window that is never shown. The page runs no script, and loads only
 * what lies in its own folder. Takes the absolute paths of the page and of the PDF. Throws when it cannot be printed.
 */
export async function printPage(page: string, pdf: string): Promise<void> {
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
  try {
    const loaded = new Promise<void>((resolve, reject) => {
      window.webContents.once('did-finish-load', () => resolve());
      window.webContents.once('did-fail-load', (_event, code) => reject(new Error(`not loaded: ${code}`)));
    });
    await Promise.all([loaded, window.loadURL(pathToFileURL(page).href)]);
    const bytes = await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
    writeFileSync(pdf, bytes);
  } finally {
    window.destroy();
  }
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
