import { z } from 'zod';
import { logLevels } from '../../core/ground/log.ts';
import { networkSettings } from '../../core/model/network-settings.ts';
import { pullSettings, usualRepeat } from '../../core/model/pull-settings.ts';
import {
  type CopiedFolder,
  type Instant,
  nothing,
  type Place,
  type ProblemView,
  placeId,
  serverKind,
  text,
} from './common.ts';
import { engine, main } from './request.ts';

/** The languages of the window: a folder of `renderer/words` each. CONTRIBUTING.md says how to add one. */
export const languages = ['en', 'fr', 'es', 'pt', 'ar', 'sw'] as const;
export const language = z.enum(languages);
export type Language = z.infer<typeof language>;

/** The settings of the app on this computer, all workspaces together. Each change takes effect at once. */
export const settingsSchema = z.strictObject({
  language: language.nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** How dates and numbers are written: as the language does, or as the computer is set. */
  formats: z.enum(['language', 'computer']),
  singleKeys: z.boolean(),
  /** Other people use this computer too: leaving it then deletes the workspace. null is not asked yet, and off. */
  sharedComputer: z.boolean().nullable(),
  ...networkSettings.shape,
  lock: z.strictObject({
    /** Minutes; null is never. */
    idle: z.int().min(1).max(240).nullable(),
    onScreenLock: z.boolean(),
    onSleep: z.boolean(),
  }),
  keepEncrypted: pullSettings.shape.keepEncrypted,
  /** For forms without a setting of their own. */
  repeat: usualRepeat,
  logLevel: z.enum(logLevels),
  plotShown: z.boolean(),
  /** Folders that are copied elsewhere, and into which the user lets Attaché write. */
  acceptedFolders: z.array(z.string().min(1).max(10_000)).max(200),
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

export type LockReason = 'user' | 'idle' | 'screen' | 'sleep';

export interface AppInfo {
  readonly platform: 'darwin' | 'win32' | 'linux';
  readonly versions: {
    readonly app: string;
    readonly electron: string;
    readonly chromium: string;
    readonly node: string;
    readonly sqlite: string;
  };
  readonly settings: Settings;
  /** The language to show: the setting, else the best of the system's. */
  readonly language: Language;
  /** BCP 47 tag that dates and numbers are written by. */
  readonly locale: string;
  /** False when this computer has no keychain that protects (then nothing can be remembered by it). */
  readonly hasKeychain: boolean;
  readonly locked: {
    readonly since: Instant;
    readonly why: LockReason;
    readonly pullStopped: boolean;
  } | null;
  readonly engine: 'starting' | 'ready' | 'restarting' | 'broken';
  /** With `broken`: why the workspace could not be opened; null when the engine keeps stopping. */
  readonly problem: ProblemView | null;
  readonly workspace: WorkspaceInfo;
  readonly recent: readonly WorkspaceInfo[];
  /** Where a second window of the same app stands is its own matter; how many there are is not. */
  readonly windows: number;
}

export interface WorkspaceInfo {
  readonly name: string;
  readonly path: string;
  readonly isSample: boolean;
}

export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/** Pages outside that a button may open: fixed addresses, so that nothing can make the app open another. */
const helpPage = z.enum(['encrypted-forms']);

export const appRequests = {
  'app.info': main<AppInfo>()(nothing),
  'app.set': main<AppInfo>()(settingsSchema.partial()),
  'app.licences': main<readonly Licence[]>()(nothing),
  'app.log': main<{ readonly lines: readonly string[]; readonly path: string }>()(nothing),
  /** A dialog of the system; null when cancelled. */
  'app.chooseFile': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['key', 'zip', 'certificate', 'form']) }),
  ),
  'app.chooseFolder': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['source', 'export', 'workspace', 'backup', 'move']) }),
  ),
  /**
   * The question to ask before a write into a chosen folder, or into the folder of a chosen file; null for no
   * question.
   */
  'app.copiedFolder': main<CopiedFolder | null>()(z.strictObject({ placeId, isWorkspace: z.boolean() })),
  /** Keeps that a folder which is copied elsewhere may be written into. */
  'app.acceptFolder': main<null>()(z.strictObject({ folder: z.string().min(1).max(10_000) })),
  'app.chooseSave': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['key', 'list', 'report', 'text']), suggested: z.string().max(200) }),
  ),
  'app.showInFolder': main<null>()(z.strictObject({ placeId })),
  'app.showWorkspace': main<null>()(nothing),
  /** Opens a page of help, or the page that says where an account of a kind of server finds its token. */
  'app.openHelp': main<null>()(
    z.union([z.strictObject({ page: helpPage }), z.strictObject({ tokenOf: serverKind })]),
  ),
  'app.copy': main<null>()(z.strictObject({ text: z.string().max(20_000_000) })),
  'app.saveText': main<null>()(z.strictObject({ placeId, text: z.string().max(20_000_000) })),
  'app.lock': main<null>()(nothing),
  /** The person is there: the idle clock starts anew. */
  'app.active': main<null>()(nothing),
  'app.newWindow': main<null>()(nothing),
  'app.quit': main<null>()(nothing),
  /** What the user replied to a `close-asked` event. */
  'app.close': main<null>()(z.strictObject({ stop: z.boolean() })),
  'app.restartEngine': main<null>()(z.strictObject({ setAside: z.boolean() })),
  /** Opens another workspace, by a chosen folder or as one of the recent ones. */
  'workspace.open': main<WorkspaceInfo>()(
    z.union([z.strictObject({ placeId }), z.strictObject({ recent: z.int().min(0).max(20) })]),
  ),
  'workspace.move': main<WorkspaceInfo>()(z.strictObject({ placeId })),
  'workspace.openSample': main<WorkspaceInfo>()(nothing),
  'workspace.leaveSample': main<WorkspaceInfo>()(nothing),
  'workspace.backUp': engine<{ readonly path: string; readonly bytes: number }>()(
    z.strictObject({ placeId }),
  ),
  'workspace.size': engine<{ readonly bytes: number; readonly submissions: number }>()(nothing),
  'engine.status': engine<EngineStatus>()(nothing),
  /** Leaves the Locked screen without a key; until then, or until a key is unlocked, the engine shows no data. */
  'engine.continueLocked': engine<null>()(nothing),
} as const;

export interface EngineStatus {
  readonly workspace: WorkspaceInfo;
  readonly keys: { readonly all: number; readonly open: number };
  readonly problems: number;
  readonly forms: number;
  readonly selfTest: { readonly at: Instant; readonly failed: readonly string[] };
  /** True while only the Locked screen's requests have replies. */
  readonly isHidden: boolean;
}

export type AppEvent =
  /** Anything of `app.info` has changed. */
  | { readonly type: 'app'; readonly info: AppInfo }
  | { readonly type: 'lock-warned'; readonly seconds: number }
  | { readonly type: 'lock-unwarned' }
  /** The window is to be closed while a pull runs: ask, and reply with `app.close`. */
  | { readonly type: 'close-asked' }
  /** A command of the menu, or of a shortcut that the system keeps. */
  | { readonly type: 'command'; readonly command: Command }
  | {
      readonly type: 'engine-stopped';
      readonly times: number;
      readonly step: string | null;
      readonly submission: string | null;
    }
  | { readonly type: 'engine-started'; readonly lostSessionKeys: boolean; readonly continues: boolean };

/**
 * The screens that menu, rail and shortcuts lead to, in this order: the first is Ctrl+1, and Settings, the last, Ctrl+
 * and a comma.
 */
export const mainScreens = [
  'forms',
  'pull',
  'data',
  'problems',
  'export',
  'keys',
  'servers',
  'settings',
] as const;
export type MainScreen = (typeof mainScreens)[number];

export const commands = [
  ...mainScreens,
  'palette',
  'find',
  'clear-filters',
  'start-pull',
  'stop-pull',
  'start-export',
  'lock',
  'add-file',
  'refresh',
  'back',
  'forward',
  'next-region',
  'previous-region',
  'go-to-row',
  'copy-id',
  'history',
  'keyboard-help',
  'about',
] as const;
export type Command = (typeof commands)[number];
export const commandText = text;
