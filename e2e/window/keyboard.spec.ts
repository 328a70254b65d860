// Covers renderer/frame/keep-focus.ts, renderer/frame/palette.tsx, renderer/frame/regions.ts,
// renderer/state/commands.ts.
import type { Page } from 'playwright/test';
import { asked } from '../asked.ts';
import { test as bare, expect } from '../electron.ts';
import { test } from '../filled-workspace.ts';
import { openSample } from '../sample.ts';
import { tour } from '../tour.ts';

/** The innermost region with the focus; 'nowhere' is the body. */
const region = (window: Page): Promise<string> =>
  window.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nowhere';
    return element.closest('[data-region]')?.getAttribute('data-region') ?? 'elsewhere';
  });

const focused = (window: Page): Promise<string> =>
  window.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? '');

async function open(window: Page, name: string): Promise<void> {
  await tour.find((stop) => stop.name === name)?.open(window);
}

test('F6 moves through all regions in a circle, and Shift+F6 moves back', async ({ window }) => {
  await open(window, 'sheet');
  await window.getByRole('heading', { level: 1 }).focus();
  const around = ['content', 'sheet', 'status', 'top', 'rail', 'head'];
  for (const wanted of [...around, ...around]) {
    await window.keyboard.press('F6');
    expect(await region(window)).toBe(wanted);
  }
  for (const wanted of ['rail', 'top', 'status', 'sheet', 'content', 'head']) {
    await window.keyboard.press('Shift+F6');
    expect(await region(window)).toBe(wanted);
  }
  // A region gets the focus on the element that last had it.
  await window.getByRole('button', { name: 'Next', exact: true }).focus();
  await window.keyboard.press('F6');
  await window.keyboard.press('Shift+F6');
  await expect(window.getByRole('button', { name: 'Next', exact: true })).toBeFocused();
  // Behind a dialog the focus does not move.
  await window.keyboard.press('Control+k');
  await expect(window.getByRole('combobox')).toBeFocused();
  await window.keyboard.press('F6');
  await expect(window.getByRole('combobox')).toBeFocused();
});

bare('every screen can be gone around by F6', async ({ window }) => {
  await openSample(window);
  for (const { name, open: show } of tour.filter((stop) => !/keys-add|columns|locked/.test(stop.name))) {
    await show(window);
    const shown = await window.evaluate(() => [
      ...new Set(
        [...document.querySelectorAll('[data-region]')].map((one) => one.getAttribute('data-region')),
      ),
    ]);
    const seen = new Set<string>();
    for (let step = 0; step < shown.length; step += 1) {
      await window.keyboard.press('F6');
      seen.add(await region(window));
    }
    expect.soft([...seen].sort(), name).toEqual([...shown].sort());
  }
});

test('Enter opens a submission and goes to it, J and K step, Escape goes back to its row', async ({
  window,
}) => {
  await open(window, 'data');
  const grid = window.getByRole('grid', { name: 'Child health visit' });
  const sheet = window.getByRole('complementary', { name: 'Submission' });
  const heading = sheet.getByRole('heading', { level: 2 });
  await grid.focus();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  await expect(heading).toBeFocused();
  await expect(sheet).toContainText('2 of 72');
  await window.keyboard.press('j');
  await window.keyboard.press('J');
  await expect(sheet).toContainText('4 of 72');
  await window.keyboard.press('k');
  await expect(sheet).toContainText('3 of 72');
  await expect(heading).toBeFocused();
  // A dialog over the sheet gets all keys.
  await sheet.getByRole('button', { name: 'Show XML' }).click();
  await window.keyboard.press('j');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('dialog')).toHaveCount(0);
  await expect(sheet).toContainText('3 of 72');
  await heading.focus();
  await window.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(grid).toBeFocused();
  await expect(grid).toHaveAttribute('aria-activedescendant', 'cell-2-0');

  // A sheet opened from another screen: its row is looked up, so the user can step to the next one.
  const { rows } = await asked(window, 'data.rows', {
    view: { formId: 'child_health', path: '', filters: [], search: '', sort: [] },
    wording: { show: 'values', language: '' },
    columns: ['@id'],
    offset: 40,
    limit: 1,
  });
  await open(window, 'forms');
  await window.evaluate(
    `history.pushState(${JSON.stringify({ screen: 'data', formId: 'child_health', submissionId: rows[0]?.submissionId })}, ''); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await expect(sheet).toContainText('41 of 72');
  await expect(heading).toBeFocused();
  await window.keyboard.press('j');
  await expect(sheet).toContainText('42 of 72');
});

bare('the focus never falls to the body', async ({ window }) => {
  await openSample(window);
  const settled = async (what: string): Promise<void> => {
    await expect.poll(() => region(window), { message: what }).not.toBe('nowhere');
  };
  // A shortcut replaces the screen while the focus is in it.
  await open(window, 'forms');
  await window.locator('tr[data-row]').first().focus();
  for (const key of ['2', '3', '4', '5', '6', '7', ',', '1']) {
    await window.keyboard.press(`Control+${key}`);
    await window.waitForTimeout(150);
    await settled(`Control+${key}`);
    await window.keyboard.press('F6');
    await window.keyboard.press('F6');
    await settled(`F6 after Control+${key}`);
  }
  // Dialogs that Escape or their button closes.
  for (const [key, how] of [
    ['Control+k', 'Escape'],
    ['Control+Shift+h', 'Enter'],
    ['?', 'Enter'],
  ] as const) {
    await window.locator('tr[data-row]').first().focus();
    await window.keyboard.press(key);
    await expect(window.getByRole('dialog')).toBeVisible();
    await window.keyboard.press(how);
    await expect(window.getByRole('dialog')).toHaveCount(0);
    await settled(key);
    await expect.poll(() => focused(window)).toContain('<tr');
  }
  // Closed details, a removed filter, and a search without results.
  await window.locator('tr[data-row]').first().focus();
  await window.keyboard.press('Space');
  const details = window.locator('aside.details');
  await details.getByRole('button').first().focus();
  await window.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  await expect.poll(() => focused(window)).toContain('<tr');
  await open(window, 'data');
  const grid = window.getByRole('grid', { name: 'Child health visit' });
  await window.getByRole('searchbox').fill('no such answer');
  await expect(grid).toHaveCount(0);
  await window.getByRole('button', { name: 'Clear filters' }).last().focus();
  await window.keyboard.press('Enter');
  await expect(grid).toBeVisible();
  await settled('Clear filters');
  // After a key is removed, the focus is on an element that still exists.
  await open(window, 'keys');
  const row = window.locator('tr[data-row]').first();
  await row.focus();
  await window.getByRole('button', { name: 'Remove…' }).focus();
  await window.keyboard.press('Enter');
  const dialog = window.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Remove key' }).focus();
  await window.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await window.waitForTimeout(150);
  await settled('Remove key');
});

test('a command is offered where something does it, and Ctrl+P is not one', async ({ window }) => {
  const offered = async (): Promise<readonly string[]> => {
    await window.keyboard.press('Control+k');
    await expect(window.getByRole('dialog')).toBeVisible();
    const texts = await window.getByRole('option').allInnerTexts();
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    return texts;
  };
  await open(window, 'forms');
  expect(await offered()).toContain('Refresh counts');
  expect(await offered()).not.toContain('Stop the pull');
  await open(window, 'data');
  expect(await offered()).not.toContain('Refresh counts');
  await window.keyboard.press('Control+p');
  await expect(window.locator('[data-screen="data"]')).toBeVisible();
  await window.keyboard.press('?');
  const help = window.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Ctrl+Shift+P');
  expect(await help.locator('kbd').allInnerTexts()).not.toContain('Ctrl+P');
});
