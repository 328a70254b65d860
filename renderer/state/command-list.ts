import type { Command } from '../../electron/ipc/app.ts';

/** The commands that are available on every screen, besides going to a screen. */
export const commands: readonly Command[] = [
  'start-pull',
  'stop-pull',
  'start-export',
  'lock',
  'add-file',
  'refresh',
  'history',
  'keyboard-help',
];
