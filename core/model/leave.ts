import { z } from 'zod';

/** What the user may remove when leaving this computer. */
export const leaveItem = z.enum([
  'sign-out',
  'passwords',
  'keys',
  'settings',
  'logs',
  'workspace',
  'exports',
]);
export type LeaveItem = z.infer<typeof leaveItem>;

export interface LeaveRow {
  readonly item: LeaveItem;
  /** How many servers, keys, submissions or files the row is about. */
  readonly count: number;
  readonly where: string;
  /** Bytes; null when it has no size. */
  readonly bytes: number | null;
  readonly isChosenFirst: boolean;
}

/** A folder with answers that everybody with access to it can read. */
export interface ReadableFolder {
  readonly path: string;
  /** How many submissions; null when not known. */
  readonly readable: number | null;
}

export interface LeavePlan {
  readonly rows: readonly LeaveRow[];
  /** Readable submissions of the workspace that is open. */
  readonly workspace: ReadableFolder;
  /** Other workspaces of this computer. They always stay. */
  readonly otherWorkspaces: readonly ReadableFolder[];
  /** Name to type before the workspace is deleted. */
  readonly workspaceName: string;
  /**
   * Paths that always stay: key files that the user added keys from, exports changed since, folders with exported
   * media (Attaché does not remember single files there), backups.
   */
  readonly stays: readonly {
    readonly what: 'key-file' | 'changed-export' | 'exported-media' | 'backup';
    readonly path: string;
  }[];
}

export interface LeaveReport {
  readonly done: readonly { readonly item: LeaveItem; readonly count: number }[];
  readonly failed: readonly { readonly item: LeaveItem; readonly path: string; readonly why: string }[];
  readonly stays: LeavePlan['stays'];
}
