// Covers renderer/words/.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { direction, languages } from '../../renderer/words/languages.ts';
import { asked } from '../asked.ts';
import { expect, test } from '../electron.ts';
import { openSample } from '../sample.ts';
import { leaveStop, tour } from '../tour.ts';
import { root } from '../which-electron.ts';

/** Kept to be looked at. */
const pictures = join(root, 'test-results', 'languages');

/** Words that are cut off without a sign of it, and a page that is wider than the window. */
function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page');
    const isClipped = (element: Element): boolean => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      return overflowX !== 'visible' && textOverflow !== 'ellipsis';
    };
    for (const element of document.querySelectorAll(
      'button, h1, h2, label, dt, th, p, .status span, .label',
    )) {
      if (element.closest('.grid, .preview, pre, code, [role="grid"]') !== null) continue;
      const { width, right, left } = element.getBoundingClientRect();
      // Words for screen readers only have no width to speak of.
      if (width <= 1) continue;
      const text = element.textContent.trim().slice(0, 60);
      if (right > innerWidth + 1 || left < -1) {
        const scrolls = element.closest('.scroll, .pane, .side, .screen > *');
        if (scrolls === null) found.push(`out of the window: ${text}`);
      }
      const box = element.parentElement?.closest('.media-line > span, .btn, .row, dd, .head');
      if (box !== null && box !== undefined && getComputedStyle(box).overflowX === 'hidden') {
        const edge = box.getBoundingClientRect();
        if (right > edge.right + 1 || left < edge.left - 1)
          found.push(`cut off by what is around it: ${text}`);
      }
      if (isClipped(element) && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${text}`);
      if (element.matches('.btn') && element.scrollHeight > element.clientHeight + 2)
        found.push(`two lines: ${text}`);
      if (element.matches('.check') && element.scrollHeight > element.clientHeight + 2)
        found.push(`over what is below it: ${text}`);
      if (element.matches('th') && element.scrollWidth > element.clientWidth + 1)
        found.push(`heading cut off: ${text}`);
    }
    return found;
  });
}

/** A picture of a screen on which something is wrong: one of each would take longer than all of the looking. */
async function picture(window: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await window.screenshot({ path: join(pictures, `${name}.png`) });
}

test('every screen holds its words at the smallest size, in each language', async ({ app, window }) => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1024, 700));
  await openSample(window);
  for (const { name, open } of tour) {
    await open(window);
    const texts = new Set<string>();
    for (const language of languages) {
      await asked(window, 'app.set', { language });
      await expect(window.locator('html')).toHaveAttribute('lang', language);
      await expect(window.locator('html')).toHaveAttribute('dir', direction(language));
      texts.add((await window.locator('body').textContent()) ?? '');
      const found = await overflows(window);
      if (found.length > 0) await picture(window, `${language}-${name}`);
      expect.soft(found, `${language}, ${name}`).toEqual([]);
    }
    // Each language has words of its own there.
    expect.soft(texts.size, name).toBe(languages.length);
    await leaveStop(window);
  }
});
