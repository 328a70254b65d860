import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'electron-vite';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { asked } from '../e2e/asked.ts';
import { whichElectron } from '../e2e/which-electron.ts';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import { bigFormId, makeBigWorkspace } from '../fixtures/bench-data/big-workspace.ts';

const root = join(import.meta.dirname, '..');
const STARTS = 5;
/** Screens that are clicked through while a pull runs. */
const SCREENS = ['Forms', 'Data', 'Problems', 'Export', 'Keys', 'Servers'];

interface Opened {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** From the start of the process until the window can be used. */
  readonly milliseconds: number;
}

async function open(userData: string, appFolder = root): Promise<Opened> {
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

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const ms = (value: number): string => `${Math.round(value)} ms`;
const spread = (values: readonly number[]): string =>
  `median ${ms(quantile(values, 0.5))}, 95 % within ${ms(quantile(values, 0.95))}, longest ${ms(Math.max(...values))}`;

/** Returns the milliseconds from a click until the page has painted the result, measured inside the page. */
async function pressed(page: Page, screen: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const item = [...document.querySelectorAll('.rail-item')].find((one) => one.textContent.includes('${screen}'));
    const start = performance.now();
    item.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerType: 'mouse', button: 0 }));
    item.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, pointerType: 'mouse', button: 0 }));
    item.click();
    const look = () => {
      const title = document.querySelector('#content h1');
      if (document.querySelector('[data-screen="${screen.toLowerCase()}"]') !== null && title !== null) {
        requestAnimationFrame(() => resolve(performance.now() - start));
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}

/** Writes an app that has only a window, to measure what Electron and the browser need without Attaché. */
function writeEmptyApp(folder: string): string {
  const main = join(folder, 'out', 'main');
  mkdirSync(main, { recursive: true });
  const description = { name: 'empty', version: '1.0.0', type: 'module', main: 'out/main/main.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description));
  writeFileSync(
    join(main, 'main.js'),
    `import { app, BrowserWindow, protocol, session } from 'electron';
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
void app.whenReady().then(() => {
  const page = session.fromPartition('empty');
  page.protocol.handle('app', () => new Response('<p data-ready>ready</p>', { headers: { 'content-type': 'text/html' } }));
  void new BrowserWindow({ webPreferences: { sandbox: true, session: page } }).loadURL('app://empty/index.html');
});
`,
  );
  return folder;
}

/**
 * Measures how long the app takes until its window can be used, and compares it with an app that has only a
 * window.
 */
async function measureStart(folder: string): Promise<void> {
  const empty = writeEmptyApp(join(folder, 'empty'));
  const times: { readonly own: number[]; readonly empty: number[] } = { own: [], empty: [] };
  for (let i = 0; i < STARTS; i += 1) {
    for (const [list, appFolder] of [
      [times.empty, empty],
      [times.own, root],
    ] as const) {
      const { app, milliseconds } = await open(join(folder, `start-${list.length}-${i}`), appFolder);
      list.push(milliseconds);
      await app.close();
    }
  }
  console.log(`  start to a usable window        ${spread(times.own)} (${STARTS} first starts)`);
  console.log(`  an empty window, for comparison ${spread(times.empty)}`);
}

/**
 * Measures how soon the window reacts to a click while a pull runs. Takes a Briefcase storage with that many
 * submissions.
 */
async function measureClicks(folder: string, storage: string, submissions: number): Promise<void> {
  const { app, page } = await open(join(folder, 'clicks'));
  const choose = (path: string) =>
    app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
    }, path);
  await choose(benchKeyFile);
  const key = await asked(page, 'app.chooseFile', { purpose: 'key' });
  const read = await asked(page, 'keys.inspect', { placeId: key?.id ?? '', passphrase: null });
  if (read.outcome !== 'good') throw new Error('the bench key cannot be read');
  await asked(page, 'keys.keep', { draftId: read.draftId, name: 'bench', kept: { kind: 'session' } });
  await choose(storage);
  const place = await asked(page, 'app.chooseFolder', { purpose: 'source' });
  const { row } = await asked(page, 'servers.addFolder', { placeId: place?.id ?? '' });
  const { forms } = await asked(page, 'forms.refresh', { source: row.name });
  const chosen = forms.map(({ source, formId }) => ({ source, formId }));
  await asked(page, 'forms.choose', { forms: chosen, isChosen: true });
  const started = performance.now();
  await asked(page, 'pull.start', { forms: null, full: false });
  const clicks: number[] = [];
  const asks: number[] = [];
  for (let i = 0; ; i += 1) {
    clicks.push(await pressed(page, SCREENS[i % SCREENS.length] ?? ''));
    const before = performance.now();
    const { pull } = await asked(page, 'pull.status', {});
    asks.push(performance.now() - before);
    if (pull === null || pull.state === 'ended') break;
    // A person pauses between clicks. Without a pause, this would measure the load of the clicks.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (performance.now() - started) / 1000;
  const total = submissions.toLocaleString('en');
  console.log(
    `  a click while ${total} are pulled ${spread(clicks)} (${clicks.length} clicks in ${seconds.toFixed(0)} s)`,
  );
  console.log(`  an answer of the engine then    ${spread(asks)}`);
  await app.close();
}

/** Measures how soon the table of a large form shows, scrolls, sorts and finds. */
async function measureTable(folder: string, rows: number): Promise<void> {
  const userData = join(folder, 'table');
  makeBigWorkspace(join(userData, 'workspace'), rows).close();
  const { app, page } = await open(userData);
  const total = rows.toLocaleString('en');
  const timed = async (name: string, act: () => Promise<unknown>, seen: string): Promise<void> => {
    const start = performance.now();
    await act();
    // This loop asks from outside the page, because the page's security policy does not let it run text as
    // code.
    while (!(await page.evaluate<boolean>(seen))) await new Promise((resolve) => setTimeout(resolve, 10));
    console.log(`  ${name.padEnd(32)}${ms(performance.now() - start)}`);
  };
  const firstCell = `document.querySelector('.grid-body .grid-row .grid-cell')?.textContent || undefined`;
  await timed(
    `${total} rows: first page`,
    () =>
      page.evaluate(
        `history.pushState({ screen: 'data', formId: '${bigFormId}' }, ''); dispatchEvent(new PopStateEvent('popstate'))`,
      ),
    `${firstCell} !== undefined`,
  );
  await timed(
    'to the last row',
    () =>
      page.evaluate(
        `(() => { const grid = document.querySelector('.grid'); grid.scrollTop = grid.scrollHeight; })()`,
      ),
    `[...document.querySelectorAll('.grid-body [aria-rowindex]')].some((row) => Number(row.getAttribute('aria-rowindex')) > ${Math.floor(rows * 0.99)} && row.textContent.length > 20)`,
  );
  await timed(
    'sorted by a number',
    () =>
      page.evaluate(`document.querySelector('.grid [role=columnheader]:nth-of-type(4) .grid-sort').click()`),
    `document.querySelector('[aria-sort=ascending]') !== null && document.querySelector('[aria-busy=true]') === null && ${firstCell} !== undefined`,
  );
  await timed(
    'searched in all columns',
    () => page.locator('input[type=search]').first().fill('HH-0000007'),
    `/match/.test(document.querySelector('.status')?.textContent ?? '')`,
  );
  await app.close();
}

/**
 * Measures the window: its start, clicks during a pull, and a large table. Takes a scratch folder, which is
 * emptied.
 */
export async function measureWindow(
  folder: string,
  storage: string,
  submissions: number,
  rows: number,
): Promise<void> {
  await build({ root, logLevel: 'error' });
  const { kind, version } = whichElectron();
  console.log(`\nThe window, in ${kind === 'electron' ? 'Electron' : 'the Electron host,'} ${version}`);
  await measureStart(folder);
  await measureClicks(folder, storage, submissions);
  await measureTable(folder, rows);
  rmSync(folder, { recursive: true, force: true });
}
