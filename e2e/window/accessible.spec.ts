// Covers renderer/widgets/.
import { setTheme, themes, violationsIn } from '../accessible.ts';
import { expect, test } from '../electron.ts';
import { openSample } from '../sample.ts';
import { leaveStop, tour } from '../tour.ts';

test('axe finds nothing on any screen, light or dark', async ({ window }) => {
  await openSample(window);
  for (const { name, open } of tour) {
    await open(window);
    for (const theme of themes) {
      await setTheme(window, theme);
      expect.soft(await violationsIn(window, theme), `${name}, ${theme}`).toEqual([]);
    }
    await leaveStop(window);
  }
});

test('every action is reached by Tab, and the focus can be seen', async ({ window }) => {
  await openSample(window);
  for (const { name, open } of tour.filter(
    ({ name: one }) => !/settings-|locked|keys-add|columns/.test(one),
  )) {
    await open(window);
    await window.locator('body').click({ position: { x: 700, y: 20 } });
    const seen = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      await window.keyboard.press('Tab');
      const at = await window.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const style = getComputedStyle(element);
        const isVisible =
          style.outlineStyle !== 'none' ||
          element.closest('[data-focus-visible], .check, .radio') !== null ||
          element.parentElement?.matches(':has(:focus-visible)') === true;
        return { html: element.outerHTML.slice(0, 160), isVisible };
      });
      if (at === null) continue;
      const [first] = seen;
      // Back at the first element: all were reached.
      if (at.html === first && seen.size > 6) break;
      if (seen.has(at.html)) continue;
      seen.add(at.html);
      expect.soft(at.isVisible, `${name}: ${at.html}`).toBe(true);
    }
    expect(seen.size, name).toBeGreaterThan(6);
    await leaveStop(window);
  }
});
