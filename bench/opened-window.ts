import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { whichElectron } from '../e2e/which-electron.ts';

export const root = join(import.meta.dirname, '..');

export interface Opened {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** From the start of the process until the window can be used. */
  readonly milliseconds: number;
}

/** Starts the app in a folder of its own, and waits until its window can be used. */
export async function openApp(userData: string, appFolder = root): Promise<Opened> {
  const start = performance.now();
  const app = await _electron.launch({
    executablePath: whichElectron().program,
    args: [`--user-data-dir=${userData}`, appFolder],
    env: { ...(process.env as Record<string, string>), ATTACHE_HOST_LANGUAGES: 'en-GB' },
  });
  const page = await app.firstWindow();
  await page.waitForSelector('[data-ready]', { state: 'attached' });
  return { app, page, milliseconds: performance.now() - start };
}

export const ms = (value: number): string => `${Math.round(value)} ms`;
