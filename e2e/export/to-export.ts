import { basename } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { answerDialogs, expect } from '../electron.ts';

/** Goes to Export by its shortcut and waits for the plan. */
export async function toExport(window: Page): Promise<void> {
  await window.keyboard.press('Control+5');
  await expect(window.getByRole('heading', { level: 1, name: 'Export' })).toBeVisible();
  await expect(window.getByRole('button', { name: /^Export \d/ })).toBeVisible();
}

/** Chooses the folder of the export, and waits until the plan names it. */
export async function chooseFolder(app: ElectronApplication, window: Page, folder: string): Promise<void> {
  await answerDialogs(app, { open: [folder] });
  await window.getByRole('button', { name: /^Choose folder/ }).click();
  await expect(window.getByText(new RegExp(`, in .*${basename(folder)}$`))).toBeVisible();
}
