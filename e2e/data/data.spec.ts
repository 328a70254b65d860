// Covers electron/engine/data.ts, renderer/screens/data/, renderer/widgets/data-grid/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { bigFormId, makeBigWorkspace } from '../../fixtures/bench-data/big-workspace.ts';
import { expectAccessible } from '../accessible.ts';
import { asked } from '../asked.ts';
import { answerDialogs, expect } from '../electron.ts';
import { importSample, test } from '../filled-workspace.ts';
import { count } from '../sample.ts';
import { toPhoto } from '../steps.ts';

const rows = (window: Page) => window.locator('.grid-body .grid-row');

/** Shows the table of one form. */
async function show(window: Page, form: string): Promise<void> {
  await window.keyboard.press('Control+3');
  await expect(window.getByRole('heading', { level: 1, name: 'Data' })).toBeVisible();
  const picker = window.getByRole('button', { name: 'Form', exact: false }).first();
  if (!(await picker.innerText()).includes(form)) {
    await picker.click();
    await window.getByRole('option', { name: form }).click();
  }
  await expect(rows(window).first()).toBeVisible();
}

test('the rows are those of the database; search, filter and sort find the same as SQL', async ({
  window,
  sample,
}) => {
  await show(window, 'Child health visit');
  const all = count(
    sample,
    "SELECT count(*) FROM submission WHERE form_id = 'child_health' AND record_count > 0",
  );
  await expect(window.locator('.status')).toContainText(`${all} readable`);
  const named = count(
    sample,
    `SELECT count(*) FROM record r JOIN submission s ON s.id = r.submission_id
     WHERE s.form_id = 'child_health' AND r.path = '' AND r."values" LIKE '%Achieng Otieno%'`,
  );
  await window.getByRole('searchbox', { name: 'Search all columns' }).fill('achieng otieno');
  await expect(window.getByText(`${named} of ${all} match the filter`)).toBeVisible();
  await window.getByRole('button', { name: 'Clear filters' }).click();

  const heaviest = Math.max(
    ...sample.db
      .prepare<[], string>(
        `SELECT r."values" FROM record r JOIN submission s ON s.id = r.submission_id
         WHERE s.form_id = 'child_health' AND r.path = ''`,
      )
      .pluck()
      .all()
      .flatMap((values) => Object.entries(JSON.parse(values) as Record<string, string>))
      .filter(([key, value]) => /(^|\/)weight_kg$/.test(key) && value !== '')
      .map(([, value]) => Number(value)),
  );
  expect(heaviest).toBeGreaterThan(10);
  const header = window.getByRole('columnheader', { name: /^Weight/ });
  await header.getByRole('button').first().click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await header.getByRole('button').first().click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  const column = Number(await header.getAttribute('aria-colindex')) - 1;
  await expect
    .poll(async () => Number(await rows(window).first().getByRole('gridcell').nth(column).innerText()))
    .toBe(heaviest);
  await expectAccessible(window);
});

test('labels and values, in each language of the form', async ({ window }) => {
  await show(window, 'Household listing');
  const english = await window.getByRole('columnheader').allInnerTexts();
  await window.getByRole('button', { name: 'Form language' }).click();
  await window.getByRole('option', { name: /fr/i }).first().click();
  await expect
    .poll(async () => (await window.getByRole('columnheader').allInnerTexts()).join())
    .not.toBe(english.join());
  await window.getByRole('radio', { name: 'Values' }).click({ force: true });
  await expect
    .poll(async () => (await window.getByRole('columnheader').allInnerTexts()).join())
    .toContain('district,village');
});

test('a submission opens as a sheet: photos are shown, a copy is the very file, its repeats below', async ({
  app,
  window,
  sample,
  folder,
}) => {
  await show(window, 'Child health visit');
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  await rows(window).first().click();
  await toPhoto(sheet);
  // Each picture comes by itself; the first button's may be another than the first that is here.
  const thumb = sheet.getByRole('button', { name: /^Open / }).first();
  const small = thumb.locator('img');
  await expect.poll(() => small.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  const name = await thumb.getAttribute('aria-label');
  // At full size above all, and Escape closes only that.
  await thumb.click();
  await expect(sheet.locator('.viewer')).toBeFocused();
  await window.keyboard.press('Escape');
  await expect(thumb).toBeFocused();
  const file = join(folder, 'copy.png');
  await answerDialogs(app, { save: file });
  await sheet.getByRole('button', { name: 'Save a copy…' }).first().click();
  const id = await sheet
    .locator('bdi', { hasText: /^uuid:/ })
    .first()
    .innerText();
  const plain = sample.db
    .prepare<[string, string], string>(
      `SELECT a.file FROM attachment a JOIN submission s ON s.id = a.submission_id
       WHERE s.instance_id = ? AND a.name = ?`,
    )
    .pluck()
    .get(id, name?.replace('Open ', '') ?? '');
  const { workspace } = await asked(window, 'app.info', {});
  await expect
    .poll(() => {
      try {
        return readFileSync(file).equals(readFileSync(join(workspace.path, 'files', plain ?? '')));
      } catch {
        return false;
      }
    })
    .toBe(true);
  await expect(sheet.getByText('Signature valid')).toBeVisible();
  await expectAccessible(window);
});

test('a form with hundreds of columns and thousands of rows is drawn in part, and reached by the keyboard', async ({
  launch,
  userData,
}) => {
  makeBigWorkspace(join(userData, 'workspace'), 20_000, 400).close();
  const { window } = await launch();
  await show(window, 'Big');
  const all = (await asked(window, 'data.forms', {})).find(({ formId }) => formId === bigFormId)?.readable;
  expect(await rows(window).count()).toBeLessThan(80);
  const grid = window.getByRole('grid', { name: 'Big' });
  await expect(grid).toHaveAttribute('aria-rowcount', String((all ?? 0) + 1));
  await grid.focus();
  await window.keyboard.press('Control+End');
  await expect(window.locator(`.grid-body [aria-rowindex="${(all ?? 0) + 1}"]`)).toBeVisible();
  await window.keyboard.press('Control+Home');
  await window.keyboard.press('Enter');
  await expect(window.getByText('About this submission')).toBeVisible();

  // All columns at once; those of one name; the last one is reached, and rows have their answers.
  await window.getByRole('button', { name: /^Columns: / }).click();
  const dialog = window.getByRole('dialog', { name: 'Columns' });
  await dialog.getByText(/^Select all 4\d\d columns$/).click();
  const shownColumns = Number((await grid.getAttribute('aria-colcount')) ?? 0);
  expect(shownColumns).toBeGreaterThan(420);
  await dialog.getByText('By variable name').click();
  await dialog.getByRole('searchbox').fill('more_39');
  await expect(dialog.getByText('Select all 11 columns found')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await grid.focus();
  await window.keyboard.press('Control+Home');
  await window.keyboard.press('End');
  await expect(window.getByRole('columnheader', { name: /Instance ID/ })).toBeVisible();
  await expect(rows(window).first().getByRole('gridcell').last()).toContainText('uuid:');
  await expect
    .poll(() => window.evaluate(() => document.activeElement?.getAttribute('aria-activedescendant')))
    .toBe(`cell-0-${shownColumns - 1}`);

  // While it is looked up, no number is given for what was found.
  const seen = await window.evaluateHandle(() => {
    const texts = new Set<string>();
    const note = () => {
      const [told] =
        /[\d,]+ of [\d,]+ match/.exec(document.querySelector('.status')?.textContent ?? '') ?? [];
      if (told !== undefined) texts.add(told);
    };
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return texts;
  });
  await window.getByRole('searchbox', { name: 'Search all columns' }).fill('no such answer');
  await expect(window.getByText('No submission matches these filters.')).toBeVisible();
  const shown = (all ?? 0).toLocaleString('en');
  expect(await seen.evaluate((texts) => [...texts])).toEqual([`0 of ${shown} match`]);
});

test('what another program stores beside the open app is shown, in a sorted table too', async ({
  window,
  sample,
  folder,
}) => {
  const { workspace } = await asked(window, 'app.info', {});
  const shown = "SELECT count(*) FROM submission WHERE form_id = 'child_health' AND record_count > 0";
  const before = count(sample, shown);
  await show(window, 'Child health visit');
  const header = window.getByRole('columnheader', { name: /^Weight/ });
  await header.getByRole('button').first().click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  const grid = window.getByRole('grid', { name: 'Child health visit' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(before + 1));

  await importSample(workspace.path, 400, folder);
  const after = count(sample, shown);
  expect(after).toBeGreaterThan(before);
  await expect(grid).toHaveAttribute('aria-rowcount', String(after + 1));
});
