// Covers renderer/screens/problems/.
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright/test';
import { expectAccessible } from '../accessible.ts';
import { answerDialogs, expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { count } from '../sample.ts';

async function toProblems(window: Page): Promise<void> {
  await window.keyboard.press('Control+4');
  await expect(window.getByRole('heading', { level: 1, name: 'Problems' })).toBeVisible();
  await expect(window.getByRole('listbox', { name: 'Causes' })).toBeVisible();
}

/** The number that an item of the list or a term of the tally shows. */
function numberIn(text: string): number {
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''));
}

test('each submission is counted once, and the sums are those of the database', async ({
  window,
  sample,
}) => {
  await toProblems(window);
  const notReadable = count(sample, 'SELECT count(*) FROM submission WHERE record_count = 0');
  const warnings = count(
    sample,
    'SELECT count(DISTINCT submission_id) FROM problem p JOIN submission s ON s.id = p.submission_id WHERE s.record_count > 0',
  );
  expect(notReadable).toBeGreaterThan(0);
  const status = window.locator('.status');
  await expect(status).toContainText(`${notReadable} not readable`);
  await expect(status).toContainText(`${warnings} with a warning`);
  await expect(status).toContainText(`${notReadable + warnings} problems`);
  const items = await window.getByRole('listbox').getByRole('option').locator('.cause-count').allInnerTexts();
  expect(items.reduce((sum, text) => sum + numberIn(text), 0)).toBe(notReadable + warnings);
});

test('arrows walk the causes, and each says what to do', async ({ window }) => {
  await toProblems(window);
  const options = window.getByRole('listbox').getByRole('option');
  await options.first().click();
  const all = await options.count();
  for (let i = 0; i < all; i += 1) {
    await expect(options.nth(i)).toHaveAttribute('aria-selected', 'true');
    const name = await options.nth(i).locator('.cause-name').innerText();
    await expect(window.locator('.cause-pane').getByRole('heading', { level: 2 })).toHaveText(name);
    await expect(window.locator('.cause-pane dl')).toContainText('What to do');
    await window.keyboard.press('ArrowDown');
  }
});

test('the list of a cause is written with ids and codes, and no answer', async ({
  app,
  window,
  sample,
  folder,
}) => {
  const file = join(folder, 'list.csv');
  await answerDialogs(app, { save: file });
  await toProblems(window);
  await window
    .getByRole('option', { name: /No available key/ })
    .first()
    .click();
  await window.getByRole('button', { name: 'Export the list…' }).click();
  await expect(window.getByText(/^List with \d+ submissions? written/)).toBeVisible();
  const [header, ...rows] = parse(readFileSync(file)) as string[][];
  expect(header).toContain('instance_id');
  const ids = sample.db
    .prepare<[], string>(
      "SELECT DISTINCT s.instance_id FROM submission s JOIN problem p ON p.submission_id = s.id WHERE p.code = 'key.none_fits'",
    )
    .pluck()
    .all();
  expect(rows.length).toBeGreaterThan(0);
  for (const [id] of rows) expect(ids).toContain(id);
});

test('a cause leads to its submissions, and each row to its sheet', async ({ window }) => {
  await toProblems(window);
  const options = window.getByRole('listbox').getByRole('option');
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  const all = await options.count();
  for (let i = 0; i < all; i += 1) {
    await options.nth(i).click();
    const name = await options.nth(i).locator('.cause-name').innerText();
    const counted = numberIn(await options.nth(i).locator('.cause-count').innerText());
    const show = window.getByRole('button', { name: 'Show submissions' });
    if ((await show.count()) > 0) {
      await show.click();
      await expect(window.locator('.status')).toContainText(`${counted} of `);
      await expect(window.locator('.grid-body .grid-row')).toHaveCount(counted);
      await window.keyboard.press('Alt+ArrowLeft');
      await expect(window.getByRole('listbox', { name: 'Causes' })).toBeVisible();
    }
    await window.getByRole('grid', { name: 'Submissions' }).locator('tbody tr').first().click();
    await expect(sheet).toBeVisible();
    await expect(sheet.getByRole('alert').first()).toBeVisible();
    // What waits for its key lacks no file.
    if (name.includes('No available key'))
      await expect(sheet.locator('.sheet-state')).not.toContainText('missing');
    await window.keyboard.press('Alt+ArrowLeft');
    await expect(window.getByRole('listbox', { name: 'Causes' })).toBeVisible();
  }
});

test('an action ends with its result, and one that finds its server away says so', async ({
  window,
  filled,
}) => {
  const away = join(filled, '..', 'away');
  await toProblems(window);
  await window.getByRole('option', { name: /photo or recording/ }).click();
  const result = window.locator('.cause-result');
  await window.getByRole('button', { name: 'Check again' }).click();
  await expect(result).toContainText(/Checked again at \d\d:\d\d: still missing/);
  await expect(window.locator('.toast').first()).toContainText(/Facility inventory. Checked again at/);

  renameSync(join(filled, '..', 'ODK Briefcase Storage'), away);
  try {
    await window.getByRole('button', { name: 'Check again' }).click();
    await expect(result).toContainText(/Tried at \d\d:\d\d, but nothing was downloaded/);
  } finally {
    renameSync(away, join(filled, '..', 'ODK Briefcase Storage'));
  }
});

test('the support report can be read before it is saved, and names nobody', async ({
  app,
  window,
  sample,
  folder,
}) => {
  const file = join(folder, 'report.txt');
  await answerDialogs(app, { save: file });
  await toProblems(window);
  await window.getByRole('button', { name: 'Support report…' }).click();
  const dialog = window.getByRole('dialog', { name: 'Support report' });
  const text = await dialog.locator('pre').innerText();
  await dialog.getByRole('button', { name: 'Save…' }).click();
  await expect(window.getByText('Report saved')).toBeVisible();
  expect(readFileSync(file, 'utf8').trim()).toBe(text.trim());
  const secrets = sample.db
    .prepare<[], string>(
      `SELECT instance_id FROM submission WHERE instance_id IS NOT NULL
       UNION SELECT title FROM form UNION SELECT form_id FROM form UNION SELECT name FROM server`,
    )
    .pluck()
    .all();
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test('axe finds nothing', async ({ window }) => {
  await toProblems(window);
  await expectAccessible(window);
});
