// Covers renderer/frame/, renderer/widgets/.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { setTheme, violationsIn } from '../accessible.ts';
import { asked } from '../asked.ts';
import { expect, test } from '../electron.ts';
import { openSample } from '../sample.ts';
import { leaveStop, tour } from '../tour.ts';
import { root } from '../which-electron.ts';

/** The folder for pictures of screens with a fault. */
const pictures = join(root, 'test-results', 'reflow');

/**
 * The elements of the current page that do not reflow: a page wider than its window, controls and words
 * outside the window or cut off, and controls under other elements.
 */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    if (document.documentElement.scrollWidth > innerWidth) found.add('the page scrolls sideways');
    const dialog = document.querySelector('[role="dialog"], [role="alertdialog"]');
    const within = dialog ?? document;
    const named = (element: Element): string =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 50)}”`;
    // Tables and preformatted text may scroll sideways in their own box (WCAG 1.4.10).
    const mayScroll = '.table-box, .grid, .repeat-box, pre, .preview';
    // Elements only for screen readers, and the skip link until it has the focus.
    const unseen = '.hidden, .skip, [aria-hidden="true"]';
    for (const element of within.querySelectorAll(
      'button, a, input, label, h1, h2, h3, p, dt, dd, summary, .status span, .notice span',
    )) {
      if (element.closest(`${mayScroll}, ${unseen}`) !== null) continue;
      const { left, right, width } = element.getBoundingClientRect();
      if (width <= 1) continue;
      if (left < -1 || right > innerWidth + 1) found.add(`out of the window: ${named(element)}`);
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isCut = overflowX !== 'visible' && textOverflow !== 'ellipsis';
      if (isCut && element.tagName !== 'INPUT' && element.scrollWidth > element.clientWidth + 1)
        found.add(`cut off: ${named(element)}`);
    }
    for (const element of within.querySelectorAll(
      'button, a, input:not([type="checkbox"], [type="radio"])',
    )) {
      if (element.closest(`${mayScroll}, ${unseen}`) !== null) continue;
      if (element.getBoundingClientRect().width <= 1) continue;
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = element.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      if (hit === null || !(element.contains(hit) || hit.contains(element)))
        found.add(`under ${hit === null ? 'the edge' : named(hit)}: ${named(element)}`);
    }
    scrollTo(0, 0);
    return [...found];
  });
}

/** Zooms a window of 1280 by 800 pixels: at 400 % it is 320 CSS pixels wide. */
async function narrow(app: ElectronApplication, window: Page, zoom: number): Promise<void> {
  await app.evaluate(({ BrowserWindow }, factor) => {
    const [one] = BrowserWindow.getAllWindows();
    one?.setSize(1280, 800);
    one?.webContents.setZoomFactor(factor);
  }, zoom);
  await expect.poll(() => window.evaluate(() => Math.round(12_800 / innerWidth) / 10)).toBe(zoom);
}

test('every screen reflows at 150 %, 200 % and 320 CSS pixels, in both directions of writing', async ({
  app,
  window,
}) => {
  await openSample(window);
  await setTheme(window, 'light');
  for (const { name, open } of tour) {
    for (const zoom of [1.5, 2, 4]) {
      await narrow(app, window, zoom);
      await open(window);
      // An element under the pointer shows a tip, which would cover its neighbours.
      await window.mouse.move(1, 1);
      await expect(window.getByRole('tooltip')).toHaveCount(0);
      for (const language of zoom === 4 ? (['en', 'ar'] as const) : (['en'] as const)) {
        await asked(window, 'app.set', { language });
        await expect(window.locator('html')).toHaveAttribute('lang', language);
        const wrong = [
          ...(await lost(window)),
          ...(zoom === 4 && language === 'en' ? await violationsIn(window, 'light') : []),
        ];
        if (wrong.length > 0) {
          mkdirSync(pictures, { recursive: true });
          await window.screenshot({ path: join(pictures, `${name}-${zoom}-${language}.png`) });
        }
        expect.soft(wrong, `${name}, ${zoom * 100} %, ${language}`).toEqual([]);
      }
      await leaveStop(window);
    }
  }
});
