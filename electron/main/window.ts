import { join } from 'node:path';
import { app, powerMonitor, session } from 'electron';
import { Log } from '../../core/ground/log.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { answerWindows } from './asking.ts';
import { Controller } from './controller.ts';
import { guardContents, guardSession } from './guards.ts';
import { Locking } from './locking.ts';
import { appPaths } from './paths.ts';
import { readSettings } from './settings-file.ts';

// Everything that the main process is, in the order in which it comes to be.

app.enableSandbox();
app.setAppUserModelId('org.attache.desktop');
// What would write of the user's work to the disk, or talk to somebody.
app.commandLine.appendSwitch(
  'disable-features',
  'SpareRendererForSitePerProcess,AutofillServerCommunication',
);
app.commandLine.appendSwitch('disable-http-cache');

// A bug must not end the work of the engine, nor show its message, which could hold anything.
process.on('uncaughtException', (error) => noteBug(error));
process.on('unhandledRejection', (error) => noteBug(error));

if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  registerAppScheme();
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  void app.whenReady().then(start);
}

let bugs: Log | null = null;

function noteBug(error: unknown): void {
  bugs?.write('error', 'app.bug');
  if (!app.isPackaged) process.stderr.write(`${error instanceof Error ? error.stack : 'a bug'}\n`);
}

async function start(): Promise<void> {
  const paths = appPaths();
  const { kept, wasDamaged } = readSettings(paths.settings);
  const log = new Log(paths.log, kept.settings.logLevel);
  bugs = log;
  log.write('info', 'app.started');
  if (wasDamaged) log.write('error', 'settings.damaged');

  // In memory only: nothing that the window shows is left in a cache or a storage on the disk.
  const page = session.fromPartition('attache', { cache: false });
  guardSession(page);
  guardSession(session.defaultSession);
  serveApp(page, join(import.meta.dirname, '..', 'renderer'));

  const controller = new Controller(paths, kept, log, page);
  const locking = new Locking(powerMonitor, {
    settings: () => controller.settings,
    isOpen: () => controller.mayLock,
    isBusy: () => controller.isBusy,
    lock: (why) => void controller.lock(why),
    warn: (seconds) => controller.tell({ type: 'lock-warned', seconds }),
    unwarn: () => controller.tell({ type: 'lock-unwarned' }),
  });
  answerWindows(controller, locking);
  app.on('second-instance', () => controller.show());
  app.on('activate', () => controller.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void controller.quit();
  });
  app.on('before-quit', (event) => {
    if (!controller.mayQuit()) event.preventDefault();
  });
  await controller.start();
}
