// Covers electron/main/page-printer.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { isHere } from '../../fixtures/only-where.ts';
import { outputOf } from '../../fixtures/other-programs.ts';
import { expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { count } from '../sample.ts';
import { pick } from '../steps.ts';
import { chooseFolder, toExport } from './to-export.ts';

/** Plans an export of sheets that are printed too, into this folder. */
async function planSheets(app: ElectronApplication, window: Page, out: string): Promise<void> {
  await toExport(window);
  await pick(window, 'Form', 'Facility inventory');
  await pick(window, 'Format', 'Sheets to read or print (HTML, PDF)');
  await window.getByRole('checkbox', { name: 'Print a PDF too' }).check({ force: true });
  await chooseFolder(app, window, out);
}

test('sheets are printed into a PDF that another program reads', async ({ app, window, sample, folder }) => {
  const out = join(folder, 'printed');
  await planSheets(app, window, out);
  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  const pdf = readFileSync(join(out, 'Facility inventory.pdf'));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const readable = count(
    sample,
    "SELECT count(*) FROM submission WHERE form_id = 'facility' AND record_count > 0",
  );
  if (!isHere('pdftotext')) return;
  const text = outputOf('pdftotext', [join(out, 'Facility inventory.pdf'), '-']);
  expect(text.match(/Instance ID/g)?.length).toBe(readable);
});

test('printing stops at once, by Stop and by the lock, and leaves nothing', async ({
  app,
  window,
  folder,
}) => {
  const out = join(folder, 'stopped');
  // A printer that does not come to its end. It is asked by the real page, which is laid out.
  await app.evaluate(({ app: main }) => {
    const counts = Object.assign(globalThis, { printings: 0 });
    main.on('web-contents-created', (_event, contents) => {
      contents.printToPDF = () => {
        counts.printings += 1;
        return new Promise(() => undefined);
      };
    });
  });
  await planSheets(app, window, out);
  const printings = () => app.evaluate(() => Number(Reflect.get(globalThis, 'printings')));
  const left = () => (existsSync(out) ? readdirSync(out).filter((name) => name !== 'media') : []);
  await window.keyboard.press('Control+e');
  await expect.poll(printings).toBe(1);
  await window.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(window.getByText('Stopped.', { exact: true })).toBeVisible();
  expect(left()).toEqual([]);
  await window.keyboard.press('Control+e');
  await expect.poll(printings).toBe(2);
  expect(left()).not.toEqual([]);
  await window.keyboard.press('Control+l');
  await expect(window.getByRole('heading', { name: 'Locked' })).toBeVisible();
  await expect.poll(left).toEqual([]);
  const windows = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  await expect.poll(windows).toBe(1);
});
