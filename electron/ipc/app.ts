import { z } from 'zod';
import { logLevels } from '../../core/ground/log.ts';
import type { BackupSummary } from '../../core/model/backup.ts';
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
import type { Conversion, Converted, Encryption, UnlockWays } from './encryption.ts';
import type { LeftReport } from './leave.ts';
import { engine, main } from './request.ts';

/**
 * The languages of the window. Each has a folder in `renderer/words`. CONTRIBUTING.md says how to add one.
 */
export const languages = ['en', 'fr', 'es', 'pt', 'ar', 'sw'] as const;
export const language = z.enum(languages);
export type Language = z.infer<typeof language>;

/**
 * The settings of the app on this computer. They hold for all workspaces. Each change takes effect at once.
 */
export const settingsSchema = z.strictObject({
  language: language.nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** How dates and numbers are written: by the rules of the chosen language, or by those of the computer. */
  formats: z.enum(['language', 'computer']),
  singleKeys: z.boolean(),
  /**
   * True when other people use this computer too: leaving it then deletes the workspace. null: the user was
   * not asked yet; counts as false.
   */
  sharedComputer: z.boolean().nullable(),
  ...networkSettings.shape,
  lock: z.strictObject({
    /** Minutes; null is never. */
    idle: z.int().min(1).max(240).nullable(),
    onScreenLock: z.boolean(),
    onSleep: z.boolean(),
  }),
  /**
   * While the app is locked, scheduled work may use the key of an encrypted workspace that the keychain
   * keeps. The window stays locked.
   */
  unattended: z.boolean(),
  keepEncrypted: pullSettings.shape.keepEncrypted,
  /** For forms without a setting of their own. */
  repeat: usualRepeat,
  logLevel: z.enum(logLevels),
  plotShown: z.boolean(),
  /** Folders that a service copies elsewhere and that the user allows Attaché to write into. */
  acceptedFolders: z.array(z.string().min(1).max(10_000)).max(200),
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

export type LockReason = 'user' | 'idle' | 'screen' | 'sleep';
/** An encrypted workspace is locked too when it was just opened, and after its engine has stopped. */
export type LockedBy = LockReason | 'start' | 'stopped';

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
  /** The language to show: the one in the settings, else the system language that fits best. */
  readonly language: Language;
  /** The BCP 47 tag of the rules for dates and numbers. */
  readonly locale: string;
  /** False when this computer has no keychain that protects secrets. Then no secret can be remembered. */
  readonly hasKeychain: boolean;
  readonly locked: {
    readonly since: Instant;
    readonly why: LockedBy;
    readonly pullStopped: boolean;
    /** How to unlock the encrypted workspace; null: it is not encrypted, or not known yet. */
    readonly ways: UnlockWays | null;
  } | null;
  /** What leaving this computer has removed, and what is left; null: the user has not left it. */
  readonly left: LeftReport | null;
  /**
   * `locked`: the workspace is encrypted and waits to be unlocked. `new`: there is no workspace yet, and the
   * user chooses how it is kept. `converting`: it is being encrypted or decrypted.
   */
  readonly engine: 'starting' | 'ready' | 'restarting' | 'broken' | 'locked' | 'new' | 'converting';
  readonly conversion: Conversion | null;
  /** How the backups of the workspace stand, also while it is locked; null: it has none. */
  readonly backup: BackupSummary | null;
  /**
   * Why the workspace could not be opened, in the state `broken`; null when the engine stopped again and
   * again.
   */
  readonly problem: ProblemView | null;
  readonly workspace: WorkspaceInfo;
  readonly recent: readonly WorkspaceInfo[];
  /** How many windows are open. */
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

/**
 * Pages on the web that a button may open. The addresses are fixed, so that nothing can make the app open
 * another page.
 */
const helpPage = z.enum(['encrypted-forms']);

export const appRequests = {
  'app.info': main<AppInfo>()(nothing),
  'app.set': main<AppInfo>()(settingsSchema.partial()),
  'app.licences': main<readonly Licence[]>()(nothing),
  'app.log': main<{ readonly lines: readonly string[]; readonly path: string }>()(nothing),
  /** Shows the system's dialog for choosing a file. Replies null when the user cancels it. */
  'app.chooseFile': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['key', 'zip', 'certificate', 'form', 'code', 'corrections']) }),
  ),
  'app.chooseFolder': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['source', 'export', 'workspace', 'backup', 'move']) }),
  ),
  /**
   * The question to ask before Attaché writes into a chosen folder, or into the folder of a chosen file; null
   * when there is nothing to ask.
   */
  'app.copiedFolder': main<CopiedFolder | null>()(z.strictObject({ placeId, isWorkspace: z.boolean() })),
  /** Remembers that Attaché may write into this folder, although a service copies it elsewhere. */
  'app.acceptFolder': main<null>()(z.strictObject({ folder: z.string().min(1).max(10_000) })),
  'app.chooseSave': main<Place | null>()(
    z.strictObject({ purpose: z.enum(['key', 'list', 'report', 'text']), suggested: z.string().max(200) }),
  ),
  'app.showInFolder': main<null>()(z.strictObject({ placeId })),
  'app.showWorkspace': main<null>()(nothing),
  /** Opens a page of help, or the server's page on which an account finds its token. */
  'app.openHelp': main<null>()(
    z.union([z.strictObject({ page: helpPage }), z.strictObject({ tokenOf: serverKind })]),
  ),
  'app.copy': main<null>()(z.strictObject({ text: z.string().max(20_000_000) })),
  'app.saveText': main<null>()(z.strictObject({ placeId, text: z.string().max(20_000_000) })),
  'app.lock': main<null>()(nothing),
  /** The user did something: the idle time starts again from zero. */
  'app.active': main<null>()(nothing),
  'app.newWindow': main<null>()(nothing),
  'app.quit': main<null>()(nothing),
  /** What the user replied to a `close-asked` event. */
  'app.close': main<null>()(z.strictObject({ stop: z.boolean() })),
  'app.restartEngine': main<null>()(z.strictObject({ setAside: z.boolean() })),
  /** Opens another workspace: a chosen folder, or one of the recent workspaces. */
  'workspace.open': main<WorkspaceInfo>()(
    z.union([z.strictObject({ placeId }), z.strictObject({ recent: z.int().min(0).max(20) })]),
  ),
  'workspace.move': main<WorkspaceInfo>()(z.strictObject({ placeId })),
  'workspace.openSample': main<WorkspaceInfo>()(nothing),
  'workspace.leaveSample': main<WorkspaceInfo>()(nothing),
  'workspace.copyTo': engine<{ readonly path: string; readonly bytes: number }>()(
    z.strictObject({ placeId }),
  ),
  'workspace.size': engine<{ readonly bytes: number; readonly submissions: number }>()(nothing),
  'engine.status': engine<EngineStatus>()(nothing),
  /**
   * Leaves the Locked screen without unlocking a key. Before this, the engine shows no data until a key is
   * unlocked.
   */
  'engine.continueLocked': engine<null>()(nothing),
} as const;

export interface EngineStatus {
  readonly workspace: WorkspaceInfo;
  readonly keys: { readonly all: number; readonly open: number };
  readonly problems: number;
  readonly forms: number;
  readonly selfTest: { readonly at: Instant; readonly failed: readonly string[] };
  /** True while the engine replies only to the requests of the Locked screen. */
  readonly isHidden: boolean;
  /** null: the workspace is not encrypted. */
  readonly encryption: Encryption | null;
  /** An encryption of this workspace was stopped, and continues when it is asked for again. */
  readonly isEncryptionBegun: boolean;
  /** True while nothing was stored in the workspace yet, so that it can be made again in another way. */
  readonly isUntouched: boolean;
}

export type AppEvent =
  /** Something in `app.info` has changed. */
  | { readonly type: 'app'; readonly info: AppInfo }
  | { readonly type: 'lock-warned'; readonly seconds: number }
  | { readonly type: 'lock-unwarned' }
  /** The user wants to close the window while a pull runs: ask, and reply with `app.close`. */
  | { readonly type: 'close-asked' }
  /** A command from the menu, or from a shortcut that the system handles. */
  | { readonly type: 'command'; readonly command: Command }
  | {
      readonly type: 'engine-stopped';
      readonly times: number;
      readonly step: string | null;
      readonly submission: string | null;
    }
  | { readonly type: 'engine-started'; readonly lostSessionKeys: boolean; readonly continues: boolean }
  | { readonly type: 'converted'; readonly result: Converted };

/**
 * The screens of the menu, the rail and the shortcuts, in this order. The first has Ctrl+1; Settings, the
 * last, has Ctrl and a comma.
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
