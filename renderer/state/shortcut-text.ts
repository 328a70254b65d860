import type { Command } from '../../electron/ipc/app.ts';
import { shortcuts } from './commands.ts';

const names: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→' };

/** "Ctrl+Shift+F", and "⇧⌘F" on macOS; null for a command without a shortcut. */
export function shortcutText(command: Command, isMac: boolean): string | null {
  const shortcut = shortcuts.find((one) => one.command === command);
  if (shortcut === undefined) return null;
  const key = names[shortcut.key] ?? shortcut.key.toUpperCase();
  const { alt = false, shift = false, mod = false } = shortcut;
  if (isMac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${key}`;
  return [...(mod ? ['Ctrl'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), key].join('+');
}
