import { z } from 'zod';

/** What may be removed when one leaves a computer. */
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
  /** How many servers, keys, submissions or files it is about. */
  readonly count: number;
  readonly where: string;
  /** Bytes; null when it has no size. */
  readonly bytes: number | null;
  readonly isChosenFirst: boolean;
}

/** Answers that anybody can read who reads the folder. */
export interface ReadableFolder {
  readonly path: string;
  /** How many submissions; null when that cannot be said. */
  readonly readable: number | null;
}

export interface LeavePlan {
  readonly rows: readonly LeaveRow[];
  /** Readable submissions of the workspace that is open. */
  readonly workspace: ReadableFolder;
  /** Other workspaces of this computer. They stay, whatever is chosen. */
  readonly otherWorkspaces: readonly ReadableFolder[];
  /** Name to type before the workspace is deleted. */
  readonly workspaceName: string;
  /** Paths that stay whatever is chosen: key files that were chosen from, exports changed since. */
  readonly stays: readonly {
    readonly what: 'key-file' | 'changed-export' | 'backup';
    readonly path: string;
  }[];
}

export interface LeaveReport {
  readonly done: readonly { readonly item: LeaveItem; readonly count: number }[];
  readonly failed: readonly { readonly item: LeaveItem; readonly path: string; readonly why: string }[];
  readonly stays: LeavePlan['stays'];
}
