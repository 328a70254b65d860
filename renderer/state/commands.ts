import { useEffect, useRef } from 'react';
import type { Command } from '../../electron/ipc/app.ts';
import { mainScreens } from './main-screens.ts';

const handlers = new Map<Command, (() => void)[]>();

/** Runs a command by its newest handler. Returns false when it has no handler. */
export function run(command: Command): boolean {
  const handler = handlers.get(command)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** Whether a command has a handler now. */
export function canRun(command: Command): boolean {
  return (handlers.get(command)?.length ?? 0) > 0;
}

/**
 * Handles this command (of menu, shortcut or palette) while the component is shown. `null` leaves the command
 * to others. With `isDefault` it handles the command only where no screen does.
 */
export function useCommand(
  command: Command,
  handle: (() => void) | null,
  { isDefault = false }: { readonly isDefault?: boolean } = {},
): void {
  const latest = useRef(handle);
  latest.current = handle;
  const isOn = handle !== null;
  useEffect(() => {
    if (!isOn) return;
    const call = (): void => latest.current?.();
    const list = handlers.get(command) ?? [];
    handlers.set(command, isDefault ? [call, ...list] : [...list, call]);
    return () => {
      handlers.set(
        command,
        (handlers.get(command) ?? []).filter((other) => other !== call),
      );
    };
  }, [command, isOn, isDefault]);
}

interface Shortcut {
  readonly command: Command;
  readonly key: string;
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

/** The shortcuts, as in the user guide and the menu. `mod` is Ctrl, and ⌘ on macOS. */
export const shortcuts: readonly Shortcut[] = [
  ...mainScreens.map(({ screen }, index) => ({
    command: screen,
    key: screen === 'settings' ? ',' : String(index + 1),
    mod: true,
  })),
  { command: 'palette', key: 'k', mod: true },
  { command: 'find', key: 'f', mod: true },
  { command: 'clear-filters', key: 'f', mod: true, shift: true },
  { command: 'start-pull', key: 'p', mod: true, shift: true },
  { command: 'stop-pull', key: '.', mod: true },
  { command: 'start-export', key: 'e', mod: true },
  { command: 'lock', key: 'l', mod: true },
  { command: 'add-file', key: 'o', mod: true },
  { command: 'refresh', key: 'F5' },
  { command: 'back', key: 'ArrowLeft', alt: true },
  { command: 'forward', key: 'ArrowRight', alt: true },
  { command: 'next-region', key: 'F6' },
  { command: 'previous-region', key: 'F6', shift: true },
  { command: 'go-to-row', key: 'g', mod: true },
  { command: 'copy-id', key: 'c', mod: true, shift: true },
  { command: 'history', key: 'h', mod: true, shift: true },
  { command: 'keyboard-help', key: '?' },
];

/**
 * The command of a key press; null when the key has none. While the user types in a field, a single key has
 * none.
 */
export function commandOf(event: KeyboardEvent, isMac: boolean, singleKeys: boolean): Command | null {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const target = event.target;
  const isTyping =
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  for (const shortcut of shortcuts) {
    if (shortcut.key.toLowerCase() !== event.key.toLowerCase()) continue;
    if ((shortcut.mod ?? false) !== mod || (shortcut.alt ?? false) !== event.altKey) continue;
    if (shortcut.key === '?') {
      if (isTyping || !singleKeys) continue;
    } else if ((shortcut.shift ?? false) !== event.shiftKey) continue;
    return shortcut.command;
  }
  return null;
}
