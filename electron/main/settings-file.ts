import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { renameSync } from '../../core/ground/patient-files.ts';
import { writeDurably } from '../../core/ground/write-durably.ts';
import { DEFAULT_CONNECTIONS } from '../../core/model/server.ts';
import { type Settings, settingsSchema } from '../ipc/app.ts';

export const defaultSettings: Settings = {
  language: null,
  theme: 'system',
  formats: 'language',
  singleKeys: true,
  sharedComputer: null,
  proxy: { kind: 'system' },
  caFile: null,
  connections: DEFAULT_CONNECTIONS,
  timeout: 120,
  lock: { idle: 15, onScreenLock: true, onSleep: true },
  unattended: false,
  keepEncrypted: 'until-readable',
  repeat: 'never',
  logLevel: 'info',
  plotShown: true,
  acceptedFolders: [],
};

const place = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(100),
  height: z.int().min(100),
  isMaximized: z.boolean(),
});
export type WindowPlace = Readonly<z.infer<typeof place>>;

const stored = z.strictObject({
  settings: settingsSchema.partial(),
  /** Absolute folders, the newest first; the first is the one that is open. */
  workspaces: z.array(z.string().min(1)).max(20),
  window: place.nullable(),
  isLocked: z.boolean().default(false),
});

/** What one start of the app keeps for the next. */
export interface Kept {
  readonly settings: Settings;
  readonly workspaces: readonly string[];
  readonly window: WindowPlace | null;
  /** The app was locked when it ended: an encrypted workspace is then not unlocked by the keychain alone. */
  readonly isLocked: boolean;
}

const nothing: Kept = { settings: defaultSettings, workspaces: [], window: null, isLocked: false };

/**
 * Reads the settings file. What is missing has its default. A file that cannot be read as settings is renamed
 * (its name with `.damaged`) and reported, never overwritten. Returns whether that happened.
 */
export function readSettings(path: string): { readonly kept: Kept; readonly wasDamaged: boolean } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { kept: nothing, wasDamaged: false };
  }
  try {
    const { settings, workspaces, window, isLocked } = stored.parse(JSON.parse(text));
    return {
      kept: {
        settings: settingsSchema.parse({ ...defaultSettings, ...settings }),
        workspaces,
        window,
        isLocked,
      },
      wasDamaged: false,
    };
  } catch {
    renameSync(path, `${path}.damaged`);
    return { kept: nothing, wasDamaged: true };
  }
}

/** Writes the settings, so that a kill or a power cut leaves the old ones. */
export function writeSettings(path: string, kept: Kept): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeDurably(path, JSON.stringify(kept, null, 2));
}

/** The name of a workspace: its folder's. */
export function workspaceName(folder: string): string {
  return basename(folder);
}
