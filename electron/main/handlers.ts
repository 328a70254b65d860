import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BrowserWindow, clipboard, dialog, shell, type WebContents } from 'electron';
import { folderToAsk } from '../../app/surroundings/copied-folder.ts';
import { codeSaveRisk, saveRisk } from '../../app/surroundings/save-risk.ts';
import { exportedName } from '../../core/ground/export-names.ts';
import { rm, writeFileSync } from '../../core/ground/patient-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import { serverKindFacts } from '../../core/ground/server-kinds.ts';
import type { Licence } from '../ipc/app.ts';
import type { Place } from '../ipc/common.ts';
import type { Handlers, MainRequest } from '../ipc/contract.ts';
import type { Controller } from './controller.ts';
import { Leaving } from './leaving.ts';
import type { Locking } from './locking.ts';
import { checkWorkspaceFolder, moveTarget, moveWorkspace } from './workspace-folder.ts';

/** The pages that a help button may open. */
const pages = {
  'encrypted-forms': 'https://docs.getodk.org/encrypted-forms/',
} as const;

/** How many lines of the log are shown. */
const LOG_LINES = 500;

/** Of more, the oldest is asked for again. */
const MOST_ACCEPTED = 200;

/** Replies to what the main process owns. Takes the window that asks. */
export function mainHandlers(
  controller: Controller,
  locking: Locking,
  from: WebContents,
): Handlers<MainRequest> {
  const window = BrowserWindow.fromWebContents(from);
  const known = (id: string): Place => {
    const place = controller.places.find(id);
    if (place === null) throw new Problem('engine.place_unknown', {});
    return place;
  };
  const chosen = ({ canceled, filePaths }: Electron.OpenDialogReturnValue): Place | null => {
    const [path] = filePaths;
    return canceled || path === undefined ? null : controller.places.add(path);
  };
  const openDialog = (options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue> =>
    window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options);
  const leaving = new Leaving(controller);
  return {
    'app.info': () => controller.info(),
    'app.set': (part) => {
      const { caFile } = part;
      const isKnown = (path: string): boolean =>
        path === controller.settings.caFile || controller.places.all().some((place) => place.path === path);
      // Whom servers are trusted by is the user's choice, made in a dialog, and not the page's.
      if (typeof caFile === 'string' && !isKnown(caFile)) throw new Problem('engine.place_unknown', {});
      return controller.set(part);
    },
    'app.licences': () => readLicences(),
    'app.log': () => ({ path: controller.paths.log, lines: lastLines(controller.paths.log) }),
    'app.chooseFile': async ({ purpose }) =>
      chosen(await openDialog({ properties: ['openFile'], ...(purpose === 'zip' ? zipOnly : {}) })),
    'app.chooseFolder': async ({ purpose }) =>
      chosen(
        await openDialog({
          properties: purpose === 'source' ? ['openDirectory'] : ['openDirectory', 'createDirectory'],
        }),
      ),
    'app.copiedFolder': ({ placeId, isWorkspace }) => {
      const { path, isFolder } = known(placeId);
      return folderToAsk(isFolder ? path : dirname(path), controller.settings.acceptedFolders, isWorkspace);
    },
    'app.acceptFolder': ({ folder }) => {
      const others = controller.settings.acceptedFolders.filter((one) => one !== folder);
      controller.set({ acceptedFolders: [...others, folder].slice(-MOST_ACCEPTED) });
      return null;
    },
    'app.chooseSave': async ({ suggested }) => {
      const options = { defaultPath: exportedName(suggested) };
      const { canceled, filePath } =
        window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options);
      return canceled || filePath === '' ? null : controller.places.addToSave(filePath);
    },
    'app.showInFolder': ({ placeId }) => {
      const { path, isFolder } = known(placeId);
      if (isFolder) void shell.openPath(path);
      else shell.showItemInFolder(path);
      return null;
    },
    'app.showWorkspace': () => {
      void shell.openPath(controller.workspace.path);
      return null;
    },
    'app.openHelp': async (asked) => {
      const url = 'page' in asked ? pages[asked.page] : serverKindFacts[asked.tokenOf].tokenPage;
      if (url !== null) await shell.openExternal(url);
      return null;
    },
    'app.copy': ({ text }) => {
      clipboard.writeText(text);
      return null;
    },
    'app.saveText': ({ placeId, text }) => {
      const place = controller.places.findToSave(placeId);
      if (place === null) throw new Problem('engine.place_unknown', {});
      writeFileSync(place.path, text, { mode: 0o600 });
      return null;
    },
    'app.lock': async () => {
      await controller.lock('user');
      return null;
    },
    'app.active': () => {
      locking.active();
      return null;
    },
    'app.newWindow': () => {
      controller.openWindow();
      return null;
    },
    'app.quit': async () => {
      await controller.quit();
      return null;
    },
    'app.close': async ({ stop }) => {
      if (stop) await controller.quit();
      return null;
    },
    'app.restartEngine': async ({ setAside }) => {
      await controller.restart(setAside);
      return null;
    },
    'workspace.open': (asked) => {
      const path =
        'placeId' in asked ? known(asked.placeId).path : controller.info().recent[asked.recent]?.path;
      if (path === undefined) throw new Problem('engine.place_unknown', {});
      checkWorkspaceFolder(path);
      return controller.openWorkspace(path);
    },
    'workspace.move': async ({ placeId }) => {
      const from = controller.ownWorkspace;
      const to = moveTarget(from, known(placeId).path);
      let isGone = true;
      const info = await controller.openWorkspace(to, {
        between: async () => {
          isGone = await moveWorkspace(from, to);
        },
      });
      controller.forgetWorkspace(from);
      if (!isGone) throw new Problem('store.old_folder_left', { folder: from });
      return info;
    },
    'workspace.openSample': () =>
      // Made again each time: it is for trying things out and has none of the user's data.
      controller.openWorkspace(controller.paths.sample, {
        isSample: true,
        between: () => removeSample(controller),
      }),
    'workspace.leaveSample': () =>
      controller.openWorkspace(controller.ownWorkspace, { between: () => removeSample(controller) }),
    'workspace.chooseAgain': async () => {
      await controller.chooseAgain();
      return null;
    },
    'workspace.saveRisk': ({ placeId }) => {
      const place = controller.places.findToSave(placeId);
      if (place === null) throw new Problem('engine.place_unknown', {});
      return saveRisk(place.path, controller.workspace.path);
    },
    'backup.saveRisk': ({ placeId }) => {
      const place = controller.places.findToSave(placeId);
      if (place === null) throw new Problem('engine.place_unknown', {});
      return codeSaveRisk(place.path, controller.workspace.path);
    },
    'workspace.convert': (order) => {
      controller.beginConversion(order);
      return null;
    },
    'workspace.stopConversion': () => {
      controller.stopConversion();
      return null;
    },
    'leave.plan': () => leaving.plan(),
    'leave.do': ({ items, workspaceName }) => leaving.leave(items, workspaceName),
  };
}

async function removeSample({ paths }: Controller): Promise<void> {
  await rm(paths.sample, { recursive: true, force: true });
}

const zipOnly = { filters: [{ name: 'Zip', extensions: ['zip'] }] };

function lastLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  } catch {
    return [];
  }
}

function readLicences(): readonly Licence[] {
  try {
    return JSON.parse(readFileSync(join(import.meta.dirname, 'licences.json'), 'utf8')) as readonly Licence[];
  } catch {
    return [];
  }
}
