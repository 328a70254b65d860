import type { ProblemData } from '../ground/problem.ts';
import type { WorkspaceKeys } from '../model/workspace-keys.ts';

/** One call of a reader's method, by name; or the end of a call that nobody waits for. */
export type DataCall =
  | { readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly id: number; readonly cancel: true };

export type DataReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly problem: ProblemData | null }
  /** How many rows have been read for a list that is being made. */
  | { readonly id: number; readonly sofar: number };

/**
 * What a reader is for: rows that people look at, whole tables and lists, or the parts of lists that it reads for
 * another reader.
 */
export type ReaderRole = 'rows' | 'tables' | 'helper';

/** What a thread starts with. */
export interface DataWorkerStart {
  readonly folder: string;
  readonly keys: WorkspaceKeys | null;
  readonly role: ReaderRole;
}
