import type { Command, Language } from '../ipc/app.ts';

type Texts = Readonly<Record<string, string>>;
const menus: Record<string, Texts> = import.meta.glob<Texts>('../../renderer/words/*/menu.json', {
  eager: true,
  import: 'default',
});
const frames: Record<string, Texts> = import.meta.glob<Texts>('../../renderer/words/*/frame.json', {
  eager: true,
  import: 'default',
});

const find = (files: Record<string, Texts>, language: string, name: string): Texts | undefined =>
  files[`../../renderer/words/${language}/${name}.json`];

/** The words of the menu, by `menu.…`; English where a language lacks one. */
export function menuWord(language: Language, id: `menu.${string}`): string {
  const name = id.slice('menu.'.length);
  return find(menus, language, 'menu')?.[name] ?? find(menus, 'en', 'menu')?.[name] ?? name;
}

/** The words of a command, as the palette has them; of a screen, its name in the rail. */
export function commandWord(language: Language, command: Command): string {
  for (const one of [language, 'en']) {
    const texts = find(frames, one, 'frame');
    const text = texts?.[`command.${command}`] ?? texts?.[command];
    if (text !== undefined) return text;
  }
  return command;
}
