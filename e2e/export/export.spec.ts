// Covers renderer/screens/export/.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { connect } from '../../core/store/connect.ts';
import { expectAccessible } from '../accessible.ts';
import { answerDialogs, expect, ready } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { count } from '../sample.ts';
import { pick } from '../steps.ts';
import { chooseFolder, toExport } from './to-export.ts';

function rows(file: string): string[][] {
  return parse(readFileSync(file));
}

test('what is shown before is what is written, and the tally is that of the database', async ({
  app,
  window,
  sample,
  folder,
}) => {
  const out = join(folder, 'out');
  const first = `SELECT id FROM submission WHERE form_id = 'facility' AND record_count > 0 ORDER BY submitted_ms LIMIT 1`;
  const workspace = connect(sample.db.name, { key: null });
  workspace.exec(`UPDATE record SET "values" = json_set("values", '$.facility_name', '=1+1')
    WHERE path = '' AND submission_id = (${first})`);
  workspace.close();
  await toExport(window);
  await pick(window, 'Form', 'Facility inventory');
  await expect(window.getByText(/1 cell starts with an apostrophe.*facility_name/)).toBeVisible();
  await expect(
    window.getByRole('region', { name: 'Preview' }).getByText("'=1+1", { exact: true }),
  ).toBeVisible();
  await chooseFolder(app, window, out);

  const files = window.getByRole('grid', { name: 'Files' });
  const main = files.getByRole('row').filter({ hasText: 'Facility inventory.csv' });
  const readable = count(
    sample,
    "SELECT count(*) FROM submission WHERE form_id = 'facility' AND record_count > 0",
  );
  await expect(main).toContainText(`${readable} rows`);
  const header = await window
    .getByRole('region', { name: 'Preview' })
    .getByRole('columnheader')
    .allInnerTexts();
  expect(existsSync(out)).toBe(false);

  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  await expect(
    window.getByText(/^1 cell in Facility inventory\.csv begins with an apostrophe/),
  ).toBeVisible();
  const written = rows(join(out, 'Facility inventory.csv'));
  expect(written).toHaveLength(readable + 1);
  expect(written[0]).toEqual(header.slice(1));
  const stock = count(
    sample,
    "SELECT count(*) FROM record r JOIN submission s ON s.id = r.submission_id WHERE s.form_id = 'facility' AND r.path = 'stock'",
  );
  expect(rows(join(out, 'Facility inventory-stock.csv'))).toHaveLength(stock + 1);
  expect(
    count(
      sample,
      `SELECT count(*) FROM exported_file WHERE path LIKE ? AND path NOT LIKE '%-export-report.%'`,
      `${out}/%`,
    ),
  ).toBe(readdirSync(out).filter((name) => name.endsWith('.csv')).length);
});

test('a file that is there is asked about, with who made it', async ({ app, window, folder }) => {
  await answerDialogs(app, { open: [folder] });
  writeFileSync(join(folder, 'Household survey.csv'), 'mine\n');
  await toExport(window);
  await pick(window, 'Form', 'Household listing');
  await window.getByRole('textbox', { name: 'File name' }).fill('Household survey');
  await window.getByRole('button', { name: /^Choose folder/ }).click();
  await expect(window.getByText('Replaces a file')).toBeVisible();
  await window.getByRole('button', { name: /^Export \d/ }).click();
  const dialog = window.getByRole('alertdialog', { name: 'Replace 1 file?' });
  await expect(dialog).toContainText('not made by Attaché');
  await dialog.getByRole('button', { name: 'Add a number' }).click();
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  expect(readFileSync(join(folder, 'Household survey.csv'), 'utf8')).toBe('mine\n');
  expect(rows(join(folder, 'Household survey (2).csv')).length).toBeGreaterThan(10);
});

test('a profile is kept with its folder, and comes back with the window', async ({ app, window, folder }) => {
  await toExport(window);
  await pick(window, 'Separator', 'Semicolon');
  await chooseFolder(app, window, join(folder, 'weekly'));
  await window.getByRole('button', { name: 'Save as preset…' }).click();
  await window.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Weekly');
  await window.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(window.getByText('Changed')).toBeHidden();
  await pick(window, 'Separator', 'Tab');
  await expect(window.getByText('Changed')).toBeVisible();

  await window.reload();
  await ready(window);
  await toExport(window);
  await pick(window, 'Preset', 'Weekly');
  await expect(window.getByText(/, in .*weekly$/)).toBeVisible();
  await expect(window.getByRole('button', { name: 'Separator' })).toContainText('Semicolon');
  await expect(window.getByText('Exported files are not encrypted.')).toBeVisible();
  await window.getByRole('button', { name: /^Export \d/ }).click();
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  const [main] = readdirSync(join(folder, 'weekly')).filter((name) => name.endsWith('.csv'));
  expect(readFileSync(join(folder, 'weekly', main ?? ''), 'utf8').split('\n')[0]).toContain(';');
});

test('a folder that a service copies is asked about before it is written into, once', async ({
  app,
  window,
  folder,
}) => {
  const cloud = join(folder, 'cloud');
  mkdirSync(cloud);
  writeFileSync(join(cloud, '.dropbox.cache'), '');
  await answerDialogs(app, { open: [cloud, cloud] });
  await toExport(window);
  const choose = window.getByRole('button', { name: /^Choose folder/ });
  await choose.click();
  const question = window.getByRole('alertdialog', { name: 'Dropbox copies this folder' });
  await expect(question).toContainText('decrypted answers in it leave this computer');
  await expectAccessible(window);
  await question.getByRole('button', { name: 'Do not write there' }).click();
  await expect(question).toBeHidden();
  await expect(window.getByText(/, in .*cloud$/)).toBeHidden();

  await choose.click();
  await question.getByRole('button', { name: 'Write there anyway' }).click();
  await expect(window.getByText(/, in .*cloud$/)).toBeVisible();
  await window.getByRole('button', { name: /^Export \d/ }).click();
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  await expect(question).toBeHidden();
  expect(readdirSync(cloud).filter((name) => name.endsWith('.csv'))).not.toEqual([]);
});

test('columns are chosen, and nothing else is written', async ({ app, window, folder }) => {
  const out = join(folder, 'few');
  await answerDialogs(app, { open: [out] });
  await toExport(window);
  await pick(window, 'Form', 'Facility inventory');
  await window.getByRole('button', { name: /^Choose folder/ }).click();
  await pick(window, 'Columns', 'Choose…');
  const dialog = window.getByRole('dialog', { name: 'Choose columns' });
  for (const table of ['Submission', 'Stock item']) {
    await dialog.locator('legend').filter({ hasText: table }).getByRole('checkbox').uncheck({ force: true });
  }
  await dialog.getByRole('checkbox', { name: /^Opens at/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'Use 1 column' }).click();
  await window.getByRole('button', { name: /^Export \d/ }).click();
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  const [header] = rows(join(out, 'Facility inventory.csv'));
  expect(header?.slice(0, 5)).toEqual(['key', 'submission_date', 'form_version', 'opens_at', 'encrypted']);
  expect(existsSync(join(out, 'Facility inventory-stock.csv'))).toBe(false);
});

test('as many attached files are written as were announced, and one that is not here leads to its submission', async ({
  app,
  window,
  sample,
  folder,
}) => {
  const out = join(folder, 'out');
  const workspace = connect(sample.db.name, { key: null });
  const lost = workspace
    .prepare<[], { id: number; instance: string }>(
      `SELECT s.id, s.instance_id AS instance FROM submission s JOIN attachment a ON a.submission_id = s.id
       WHERE s.form_id = 'child_health' AND s.record_count > 0 AND a.file IS NOT NULL AND a.name LIKE '%.png'
       ORDER BY s.id DESC LIMIT 1`,
    )
    .get();
  workspace
    .prepare("UPDATE attachment SET file = NULL WHERE submission_id = ? AND name LIKE '%.png'")
    .run(lost?.id);
  workspace.close();
  await toExport(window);
  await pick(window, 'Form', 'Child health visit');
  await chooseFolder(app, window, out);
  const media = window.getByRole('grid', { name: 'Files' }).getByRole('row').filter({ hasText: 'media/' });
  await expect(media).toContainText(/\d+ files?/);
  const announced = Number(/(\d+) files?/.exec((await media.innerText()).replaceAll(',', ''))?.[1]);
  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  expect(readdirSync(join(out, 'media'))).toHaveLength(announced);
  await window
    .getByRole('listitem')
    .filter({ hasText: `not here and was not copied, in submission ${lost?.instance}` })
    .getByRole('button', { name: 'Show the submission' })
    .click();
  await expect(window.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible();
  await expect(window.getByText(lost?.instance ?? '').first()).toBeVisible();
});

test('a database is one file with its tables below it, and each is shown before it is written', async ({
  app,
  window,
  sample,
  folder,
}) => {
  const out = join(folder, 'out');
  await toExport(window);
  await pick(window, 'Form', 'Facility inventory');
  await pick(window, 'Format', 'SQLite database, one file');
  await chooseFolder(app, window, out);
  await expect(window.getByRole('button', { name: /^Export 1 file/ })).toBeVisible();
  const files = window.getByRole('grid', { name: 'Files' });
  const readable = "SELECT count(*) FROM submission WHERE form_id = 'facility' AND record_count > 0";
  await expect(files.getByRole('row').filter({ hasText: 'Facility inventory.sqlite' })).toContainText('New');
  const preview = window.getByRole('region', { name: 'Preview' });
  await expect(window.getByText(/^facility in Facility inventory\.sqlite/)).toBeVisible();
  await files.getByRole('row').filter({ hasText: 'facility stock' }).click();
  await expect(window.getByText(/^facility stock in Facility inventory\.sqlite/)).toBeVisible();
  await expect(preview.getByRole('columnheader', { name: 'PARENT_KEY' })).toBeVisible();
  await expectAccessible(window);

  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  const written = connect(join(out, 'Facility inventory.sqlite'), { key: null, readonly: true });
  const [copied] = written.prepare<[], number>('SELECT count(*) FROM facility').pluck().all();
  written.close();
  expect(copied).toBe(count(sample, readable));
  await expect(window.getByText('Replaces earlier export')).toBeVisible();
});

test('what identifies people is suggested, decided by the user, and not in the files', async ({
  app,
  window,
  folder,
}) => {
  const out = join(folder, 'public');
  const lines = join(folder, 'corrections.csv');
  writeFileSync(lines, 'key,variable,old,new,who,why\nuuid:nobody,child_name,a,b,me,test\n');
  await toExport(window);
  await pick(window, 'Form', 'Child health visit');
  await chooseFolder(app, window, out);
  await answerDialogs(app, { open: [lines] });
  await pick(window, 'Corrections', 'Choose…');
  await expect(window.getByRole('button', { name: 'Corrections' })).toContainText('corrections.csv');
  await pick(window, 'De-identified', 'Choose…');
  const dialog = window.getByRole('dialog', { name: 'De-identified export' });
  await expect(dialog.getByText(/May identify people: a name/).first()).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Use these rules' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await dialog.getByRole('button', { name: /^Use \d+ suggestions?$/ }).click();
  // The date of submission and whole groups are decided like questions.
  const date = dialog.getByRole('button', { name: 'What is done to Date of submission' });
  await expect(date).toContainText('Cut to the month');
  await pick(window, 'What is done to Date of submission', 'Cut to the year');
  await expectAccessible(window);
  await dialog.getByRole('button', { name: 'Use these rules' }).click();
  await expect(window.getByRole('button', { name: 'De-identified' })).toContainText(
    /\d+ rules? for this form/,
  );
  await expectAccessible(window);
  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  await expect(
    window.getByText(/1 correction of corrections\.csv was refused, in line 2: no exported row has the key/),
  ).toBeVisible();
  const [header] = rows(join(out, 'Child health visit.csv'));
  expect(header?.some((name) => /name/.test(name))).toBe(false);
  const dates = rows(join(out, 'Child health visit.csv'))
    .slice(1)
    .map((row) => row[header?.indexOf('submission_date') ?? -1] ?? '');
  expect(dates.every((day) => /^\d{4}-01-01T/.test(day))).toBe(true);
  expect(existsSync(join(out, 'media'))).toBe(false);

  await pick(window, 'Form', 'Facility inventory');
  await pick(window, 'De-identified', 'Choose…');
  await dialog.getByText(/^Show all \d+ questions$/).click();
  await pick(window, 'What is done to Stock item', 'Leave out');
  await expect(dialog.getByText('As the whole of “Stock item”: Leave out.').first()).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'What is done to Quantity' })).toBeDisabled();
  await expectAccessible(window);
});
