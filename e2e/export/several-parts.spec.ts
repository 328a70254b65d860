// Covers renderer/screens/export/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from '../accessible.ts';
import { expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { pick } from '../steps.ts';
import { chooseFolder, toExport } from './to-export.ts';

test('several formats are written in one run, each into its folder, with their reports', async ({
  app,
  window,
  folder,
}) => {
  const out = join(folder, 'both');
  await toExport(window);
  await pick(window, 'Form', 'Facility inventory');
  await chooseFolder(app, window, out);
  await pick(window, 'Also write', 'Choose…');
  const dialog = window.getByRole('dialog', { name: 'Also write' });
  await dialog.getByRole('checkbox', { name: 'Stata files (.dta), with labels' }).check({ force: true });
  await dialog.getByRole('checkbox', { name: 'Codebook' }).check({ force: true });
  await expectAccessible(window);
  await dialog.getByRole('button', { name: 'Use 2 formats' }).click();
  const files = window.getByRole('grid', { name: 'Files' });
  await files.getByRole('row').filter({ hasText: 'Facility inventory.dta' }).click();
  await expect(window.getByText(/^Facility inventory\.dta, header and first rows/)).toBeVisible();
  await pick(window, 'Answers added to repeats', 'Choose…');
  const questions = window.getByRole('dialog', { name: 'Answers added to repeats' });
  await questions.getByRole('checkbox', { name: /^Opens at/ }).check({ force: true });
  await questions.getByRole('button', { name: 'Use 1 column' }).click();
  await files.getByRole('row').filter({ hasText: 'Facility inventory-stock.dta' }).click();
  await expect(window.getByRole('columnheader', { name: 'opens_at', exact: true })).toBeVisible();
  await expectAccessible(window);

  await window.keyboard.press('Control+e');
  await expect(window.getByText('Exported.', { exact: true })).toBeVisible();
  expect(readdirSync(out).sort()).toEqual(['codebook', 'csv', 'stata']);
  expect(readdirSync(join(out, 'stata'))).toContain('Facility inventory-stock.dta');
  await window.getByRole('button', { name: 'Show report' }).click();
  const report = window.getByRole('dialog', { name: 'Export report' });
  await expect(report).toContainText('Format      csv');
  await pick(window, 'Report of', 'Stata files (.dta), with labels');
  await expect(report).toContainText('Format      stata');
  await expectAccessible(window);
  await report.getByRole('button', { name: 'Close' }).click();

  // Files of before are not replaced by empty ones. A codebook has no answers, so it is written again.
  await pick(window, 'Rows', 'New since the last export');
  await expect(window.getByText('Nothing is new since the last export.')).toHaveCount(2);
  await window.getByRole('button', { name: 'Export 1 file', exact: true }).click();
  await expect(window.getByRole('alertdialog', { name: 'Replace 1 file?' })).toBeVisible();
});

test('all forms are exported, each into its folder, and one that cannot be written is named', async ({
  app,
  window,
  folder,
}) => {
  const out = join(folder, 'all');
  await toExport(window);
  await pick(window, 'Form', 'All forms, each in its folder');
  await pick(window, 'Format', 'GeoJSON, one file per location');
  await chooseFolder(app, window, out);
  await expect(window.getByText('Not written.').first()).toBeVisible();
  await expect(window.getByRole('button', { name: /^[1-9][\d,]* not written: see above$/ })).toBeVisible();
  await expect(window.getByRole('textbox', { name: 'File name' })).toBeHidden();
  await expectAccessible(window);
  await window.keyboard.press('Control+e');
  await expect(window.getByText(/^Exported, except \d+ of \d+ parts\.$/)).toBeVisible();
  for (const form of readdirSync(out)) {
    expect(readdirSync(join(out, form)).some((name) => name.endsWith('.geojson'))).toBe(true);
  }
  await pick(window, 'Form', 'Facility inventory');
  await expect(window.getByRole('textbox', { name: 'File name' })).toBeVisible();
});
