import type { Page } from 'playwright/test';
import { expect } from '../electron.ts';

/** Goes to Export by its shortcut and waits for the plan. */
export async function toExport(window: Page): Promise<void> {
  await window.keyboard.press('Control+5');
  await expect(window.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible();
  await expect(window.getByRole('button', { name: /^Export \d/ })).toBeVisible();
}
