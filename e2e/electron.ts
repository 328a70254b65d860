import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { _electron, test as base, type ElectronApplication, type Page } from 'playwright/test';
import { Workspace } from '../core/store/workspace.ts';
import { root, whichElectron } from './which-electron.ts';

export { expect } from 'playwright/test';

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another start on the same folder; the test's own unless given. */
  readonly userData?: string;
  readonly args?: readonly string[];
  /** As the fixture, for this start. */
  readonly isNew?: boolean;
}

export interface Launched {
  readonly app: ElectronApplication;
  readonly window: Page;
}

interface Fixtures {
  /**
   * True: there is no workspace yet, so that the app makes an encrypted one. Else it finds an empty one that is
   * not encrypted, which specs can read with SQLite.
   */
  readonly isNew: boolean;
  /** A folder of this test alone; removed at its end. */
  readonly folder: string;
  readonly userData: string;
  /** Starts the app; it is closed at the end of the test. */
  readonly launch: (options?: LaunchOptions) => Promise<Launched>;
  /** The app, started. */
  readonly app: ElectronApplication;
  /** Its window, when it is ready to be used. */
  readonly window: Page;
  /** What the pages said that they should not have: checked to be empty when the test ends. */
  readonly complaints: string[];
}

/** What a page may say without something being wrong: nothing of ours. */
const harmless = [/Autofill\.enable/, /\[Violation\]/];

/** Waits until a window can be used: it has heard from the engine, or shows why not. */
export async function ready(window: Page): Promise<Page> {
  await window.waitForSelector('[data-ready]', { state: 'attached' });
  return window;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'attache-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },
  userData: async ({ folder }, use) => {
    await use(join(folder, 'user-data'));
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above.
  complaints: async ({}, use) => {
    const complaints: string[] = [];
    await use(complaints);
    base.expect(complaints, 'what the pages complained of').toEqual([]);
  },
  isNew: [false, { option: true }],
  launch: async ({ folder, userData, complaints, isNew: isNewByDefault }, use) => {
    const apps: { readonly app: ElectronApplication; readonly pid: number | undefined }[] = [];
    await use(
      async ({ env = {}, userData: folderOfOwn = userData, args = [], isNew = isNewByDefault } = {}) => {
        if (!isNew) makePlainWorkspace(join(folderOfOwn, 'workspace'));
        const { kind, program } = whichElectron();
        const app = await _electron.launch({
          executablePath: program,
          args: [`--user-data-dir=${folderOfOwn}`, ...args, root],
          env: {
            ...cleanEnv(),
            // The host's processes are plain Node, which starts faster with what an earlier one has compiled.
            ...(kind === 'host' ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' } : {}),
            ...{ TMPDIR: folder, ATTACHE_HOST_LANGUAGES: 'en-GB' },
            ...env,
          },
        });
        apps.push({ app, pid: app.process().pid });
        app.on('window', (page) => watch(page, complaints));
        const window = await app.firstWindow();
        watch(window, complaints);
        return { app, window: await ready(window) };
      },
    );
    for (const { app, pid } of apps) await closeApp(app, pid);
  },
  app: async ({ launch }, use) => {
    const { app } = await launch();
    await use(app);
  },
  window: async ({ app }, use) => {
    await use(await ready(await app.firstWindow()));
  },
});

/** Makes an empty workspace that is not encrypted, unless there is one. */
function makePlainWorkspace(folder: string): void {
  if (existsSync(join(folder, 'attache.sqlite')) || existsSync(join(folder, 'workspace.key.json'))) return;
  new Workspace(folder).close();
}

/** How long an app may take to end by itself. On a busy machine, ending the engine and Chromium takes seconds. */
const PATIENCE_MS = 30_000;

/**
 * Closes the app. It may ask whether to stop what still runs, in any window and at any moment of closing. So the
 * question is looked for until the app has ended. An app that hangs is killed with all of its processes. The specs of
 * `leave/` test whether the app ends on its own; no other test fails over it.
 */
async function closeApp(app: ElectronApplication, pid: number | undefined): Promise<void> {
  let isClosed = false;
  const closed = app
    .close()
    .catch(() => undefined)
    .finally(() => {
      isClosed = true;
    });
  const end = performance.now() + PATIENCE_MS;
  while (!isClosed && performance.now() < end) {
    for (const page of app.windows()) {
      const stop = page.getByRole('alertdialog').getByRole('button').last();
      void stop.click({ timeout: 1000 }).catch(() => undefined);
    }
    await Promise.race([closed, setTimeout(1000)]);
  }
  if (isClosed || pid === undefined) return;
  process.stderr.write(`The app did not end within ${PATIENCE_MS / 1000} s, and is killed.\n`);
  killGroup(pid);
  // Playwright hears of it at once; where it does not, the next test need not wait for it.
  await Promise.race([closed, setTimeout(5000)]);
}

/** Ends a process with all processes that it started: Playwright starts the app as the leader of a group. */
function killGroup(pid: number): void {
  try {
    if (process.platform === 'win32') execFileSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

const watched = new WeakSet<Page>();

function watch(page: Page, complaints: string[]): void {
  if (watched.has(page)) return;
  watched.add(page);
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !harmless.some((pattern) => pattern.test(text))) complaints.push(text);
  });
}

/** The environment without what would make the app, or Node, do something else. */
function cleanEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(NODE_OPTIONS|NODE_COMPILE_CACHE|ATTACHE_|ELECTRON_RUN)/.test(name)
        ? []
        : [[name, value]],
    ),
  );
}

/** Puts the answer of the next dialogs of the system in place, as a user would give it. */
export async function answerDialogs(
  app: ElectronApplication,
  answers: { readonly open?: readonly string[]; readonly save?: string },
): Promise<void> {
  await app.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = async () => ({ canceled: open === undefined, filePaths: [...(open ?? [])] });
    dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
  }, answers);
}
