import type { Command } from '../../electron/ipc/app.ts';

/** What can be done from wherever one is, besides going to a screen. */
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
