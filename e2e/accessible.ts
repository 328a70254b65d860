import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect } from './electron.ts';

/** Axe finds nothing in the content of the screen that is shown, in either theme. The frame has its own check. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate(`window.attache.call('app.set', { theme: '${theme}' })`);
    await expect(page.locator('html')).toHaveClass(new RegExp(theme));
    const { violations } = await new AxeBuilder({ page }).include('#content').setLegacyMode(true).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
    expect(found, theme).toEqual([]);
  }
}
