import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { asked } from './asked.ts';
import { expect } from './electron.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/**
 * What axe finds on the current screen in one theme, or in one part of the screen. The themes differ only in colours,
 * so the dark theme is checked for colours only.
 */
export async function violationsIn(page: Page, theme: Theme, part?: string): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  if (part !== undefined) axe.include(part);
  if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations, passes, inapplicable } = await axe.analyze();
  expect(passes.length + inapplicable.length, 'rules that were looked at').toBeGreaterThan(0);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await asked(page, 'app.set', { theme });
  await expect(page.locator('html')).toHaveClass(new RegExp(theme));
}

/** Axe finds nothing in the content of the screen that is shown, in either theme. The frame has its own check. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const theme of themes) {
    await setTheme(page, theme);
    expect(await violationsIn(page, theme, '#content'), theme).toEqual([]);
  }
}
