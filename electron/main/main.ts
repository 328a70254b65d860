import { existsSync } from 'node:fs';
import { app } from 'electron';
import { commandArguments } from '../command/command-arguments.ts';

// The program is the app and the `attache` command in one. Which of them is decided before anything else is loaded, and
// before Electron is ready: it waits for this file to end.

const args = commandArguments({
  argv: process.argv,
  isPackaged: app.isPackaged,
  appPath: app.getAppPath(),
  exists: existsSync,
});
if (args === null) await import('./window.ts');
else await (await import('../command/run-command.ts')).runCommand(args);
