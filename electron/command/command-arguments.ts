import { commandNames, commonOptions } from '../../cli/command-names.ts';

/** How the program was started, as Electron knows it. */
export interface Start {
  readonly argv: readonly string[];
  readonly isPackaged: boolean;
  /** Where the app is: behind it stand the arguments of an app that is not packed. */
  readonly appPath: string;
  /** Whether there is a file or folder of that name. */
  readonly exists: (path: string) => boolean;
}

/**
 * What the program was called with as a command; null when it is to open its window. A command is:
 *
 * - everything behind `--`, with which `attache.cmd` calls;
 * - what begins with a command or with an option that may stand before one;
 * - any other single word that is no file: it is a command with a mistake in it, and no window should open for that.
 *
 * A path, nothing, and the switches of Electron and of the system open the window.
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

/** Where the app's path stands; the end when it does not, so that nothing is taken for an argument. */
function placeOf(appPath: string, argv: readonly string[]): number {
  const place = argv.lastIndexOf(appPath);
  return place < 0 ? argv.length : place;
}
