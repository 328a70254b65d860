import type { Page } from 'playwright/test';
import { asked } from './asked.ts';
import { expect } from './electron.ts';

/** One thing that the window can show. */
export interface Stop {
  readonly name: string;
  readonly open: (page: Page) => Promise<void>;
}

/**
 * Shows a screen by its route, as a link inside the app does, because the names of buttons differ by
 * language.
 */
export async function goTo(page: Page, route: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate(
    `history.pushState(${JSON.stringify(route)}, ''); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await expect(page.locator(`[data-screen="${String(route.screen)}"]`)).toBeVisible();
  await expect(page.locator('#content h1')).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

const screen = (name: string, route: Readonly<Record<string, unknown>>, ready?: string): Stop => ({
  name,
  open: async (page) => {
    await goTo(page, route);
    if (ready !== undefined) await expect(page.locator(ready).first()).toBeVisible();
  },
});

const section = (name: string): Stop =>
  screen(`settings-${name}`, { screen: 'settings', section: name }, '.pane > *');

/** Every screen of the sample project, in the order of the rail. The last one locks the app. */
export const tour: readonly Stop[] = [
  screen('first-run', { screen: 'first-run' }, '.step'),
  screen('forms', { screen: 'forms' }, 'tbody tr'),
  {
    name: 'form-details',
    open: async (page) => {
      await goTo(page, { screen: 'forms' });
      await page.getByText('Child health visit', { exact: true }).click();
      await expect(page.locator('aside.details dl')).toBeVisible();
    },
  },
  screen('pull', { screen: 'pull' }),
  {
    name: 'report',
    open: async (page) => {
      const [pull] = await asked(page, 'pull.history', {});
      await goTo(page, { screen: 'pull', report: pull?.pullId });
      await expect(page.locator('table').first()).toBeVisible();
    },
  },
  screen('data', { screen: 'data', formId: 'child_health' }, '.grid-body .grid-row [role="gridcell"] bdi'),
  {
    name: 'sheet',
    open: async (page) => {
      await goTo(page, { screen: 'data', formId: 'child_health' });
      const sheet = page.locator('[data-region="sheet"]');
      if ((await sheet.count()) === 0) await page.locator('.grid-body .grid-row').nth(2).click();
      await expect(sheet.locator('dl').first()).toBeVisible();
    },
  },
  screen(
    'repeat',
    { screen: 'data', formId: 'household', path: 'member/vaccination' },
    '.grid-body .grid-row [role="gridcell"] bdi',
  ),
  {
    name: 'columns',
    open: async (page) => {
      await goTo(page, { screen: 'data', formId: 'household' });
      await page.locator('.data-bar > button').last().click();
      await expect(page.getByRole('dialog').locator('section').first()).toBeVisible();
    },
  },
  screen('problems', { screen: 'problems' }, '.cause-pane'),
  screen('export', { screen: 'export', formId: 'household' }, '.preview, [role="region"]'),
  screen('keys', { screen: 'keys' }, 'tbody tr'),
  {
    name: 'keys-add',
    open: async (page) => {
      await goTo(page, { screen: 'keys', add: true });
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  screen('servers', { screen: 'servers' }, 'tbody tr'),
  screen('servers-add', { screen: 'servers', add: true }, '.servers-fields'),
  ...['general', 'workspace', 'backups', 'network', 'locking', 'pull', 'log', 'about', 'leave'].map(section),
  {
    name: 'locked',
    open: async (page) => {
      await asked(page, 'app.lock', {});
      await expect(page.locator('[data-screen="locked"] .locked-keys li').nth(1)).toBeVisible();
    },
  },
];

/** Closes what a stop opened over its screen, so that the next stop can be shown. */
export async function leaveStop(page: Page): Promise<void> {
  if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
