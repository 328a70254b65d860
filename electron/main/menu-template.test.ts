// Covers electron/main/menu-words.ts.
import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { commands, languages } from '../ipc/app.ts';
import { menuTemplate } from './menu-template.ts';

/** Commands that are not in a menu: they belong to a row, or move the focus. */
const elsewhere = ['next-region', 'previous-region', 'copy-id'];

function flat(items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

const menu = (language: (typeof languages)[number], isMac: boolean) => {
  const sent: string[] = [];
  const template = menuTemplate(language, isMac, {
    send: (command) => sent.push(command),
    newWindow: () => sent.push('new-window'),
  });
  return { items: flat(template), sent };
};

test.each([[false], [true]])('every command is there once, and does what it says (macOS: %s)', (isMac) => {
  const { items, sent } = menu('en', isMac);
  const wanted = commands.filter((command) => !elsewhere.includes(command));
  for (const command of wanted) {
    const found = items.filter(({ id }) => id === command);
    expect(found, command).toHaveLength(1);
    Reflect.apply(found[0]?.click ?? (() => undefined), null, []);
  }
  expect(sent).toEqual(wanted);
});

test.each([[false], [true]])('no two items have the same shortcut (macOS: %s)', (isMac) => {
  const { items } = menu('en', isMac);
  const shortcuts = items.flatMap(({ accelerator }) =>
    typeof accelerator === 'string' && accelerator !== '' ? [accelerator] : [],
  );
  expect(new Set(shortcuts).size).toBe(shortcuts.length);
});

test.each(languages.flatMap((language) => [[language, false] as const, [language, true] as const]))(
  'every item has a word (%s, macOS: %s)',
  (language, isMac) => {
    const { items } = menu(language, isMac);
    for (const { label, type, id, role } of items) {
      if (type === 'separator') continue;
      expect(label, String(id ?? role)).toMatch(/\S/);
      // A word that is missing would show its name.
      expect(label).not.toMatch(/^[a-z]+([A-Z-][a-z]*)+$|^command\./);
      expect(label).not.toBe(id);
    }
  },
);

test('nothing in the menu opens the developer tools or reloads past the guards', () => {
  const roles = menu('en', false).items.map(({ role }) => role);
  expect(roles).not.toContain('toggleDevTools');
  expect(roles).not.toContain('forceReload');
});
