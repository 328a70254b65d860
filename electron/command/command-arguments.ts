import { commandNames, commonOptions } from '../../cli/command-names.ts';

/** How the program was started, as Electron knows it. */
export interface Start {
  readonly argv: readonly string[];
  readonly isPackaged: boolean;
  /** The folder of the app. In an app that is not packaged, its arguments follow this path. */
  readonly appPath: string;
  /** Whether there is a file or folder of that name. */
  readonly exists: (path: string) => boolean;
}

/**
 * Finds the arguments of the `attache` command; null when the program is to open its window. A command is:
 *
 * - everything after `--`, with which `attache.cmd` calls;
 * - arguments that begin with a command, or with an option that may come before a command;
 * - any other single word that is not a file. It is a misspelt command, and must not open a window.
 *
 * A path, no arguments at all, and the switches of Electron and of the system open the window.
 */
export function commandArguments({ argv, isPackaged, appPath, exists }: Start): readonly string[] | null {
  const own = argv.slice(isPackaged ? 1 : placeOf(appPath, argv) + 1);
  // A switch of Electron: root needs it on Linux, and an AppImage adds it where the system cannot sandbox.
  const given = own[0] === '--no-sandbox' ? own.slice(1) : own;
  const [first] = given;
  if (first === '--') return given.slice(1);
  if (first === undefined) return null;
  const isCommand = first.startsWith('-')
    ? commonOptions.includes(first.split('=', 1)[0] ?? '')
    : commandNames.includes(first) || (/^[a-z-]+$/.test(first) && !exists(first));
  return isCommand ? given : null;
}

/**
 * The index of the app's path. Where the path is missing, the end of the list, so that nothing counts as an argument.
 */
function placeOf(appPath: string, argv: readonly string[]): number {
  const place = argv.lastIndexOf(appPath);
  return place < 0 ? argv.length : place;
}
