import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'electron-vite';
import type { Page } from 'playwright';
import { asked } from '../e2e/asked.ts';
import { whichElectron } from '../e2e/which-electron.ts';
import { benchKeyFile } from '../fixtures/bench-data/bench-storage.ts';
import type { Figure } from './figures.ts';
import { ms, openApp, root } from './opened-window.ts';
import { measureTable } from './window-table.ts';

type Unheaded = Omit<Figure, 'group'>;

const STARTS = 5;
/** Screens that are clicked through while a pull runs. */
const SCREENS = ['Forms', 'Data', 'Problems', 'Export', 'Keys', 'Servers'];

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The median of some times, and how long the others took. */
function spread(name: string, values: readonly number[], note: string): Unheaded {
  return {
    name,
    value: quantile(values, 0.5),
    unit: 'ms',
    note: `95 % within ${ms(quantile(values, 0.95))}, longest ${ms(Math.max(...values))} (${note})`,
  };
}

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
async function measureStart(folder: string): Promise<readonly Unheaded[]> {
  const empty = writeEmptyApp(join(folder, 'empty'));
  const times: { readonly own: number[]; readonly empty: number[] } = { own: [], empty: [] };
  for (let i = 0; i < STARTS; i += 1) {
    for (const [list, appFolder] of [
      [times.empty, empty],
      [times.own, root],
    ] as const) {
      const { app, milliseconds } = await openApp(join(folder, `start-${list.length}-${i}`), appFolder);
      list.push(milliseconds);
      await app.close();
    }
  }
  const starts = `${STARTS} first starts`;
  return [
    spread('start to a usable window', times.own, starts),
    spread('an empty window, for comparison', times.empty, starts),
  ];
}

/**
 * Measures how soon the window reacts to a click while a pull runs. Takes a Briefcase storage with that many
 * submissions.
 */
async function measureClicks(
  folder: string,
  storage: string,
  submissions: number,
): Promise<readonly Unheaded[]> {
  const { app, page } = await openApp(join(folder, 'clicks'));
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
  await app.close();
  const note = `${clicks.length} clicks in ${seconds.toFixed(0)} s`;
  return [
    spread(`a click while ${total} are pulled`, clicks, note),
    spread('a reply of the engine then', asks, note),
  ];
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
): Promise<readonly Figure[]> {
  await build({ root, logLevel: 'error' });
  const { kind, version } = whichElectron();
  const group = `The window, in ${kind === 'electron' ? 'Electron' : 'the Electron host,'} ${version}`;
  const figures = [
    ...(await measureStart(folder)),
    ...(await measureClicks(folder, storage, submissions)),
    ...(await measureTable(folder, rows)),
  ];
  rmSync(folder, { recursive: true, force: true });
  return figures.map((figure) => ({ group, ...figure }));
}
