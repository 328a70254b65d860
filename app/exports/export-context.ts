import type { Clock } from '../../core/ground/clock.ts';
import type { PagePrinter } from '../../core/model/page-printer.ts';
import type { Workspace } from '../../core/store/workspace.ts';

/** The parts of a workspace that exports read, and the part that remembers what they have written. */
export type ExportParts = Pick<
  Workspace,
  | 'folder'
  | 'incomingFolder'
  | 'hasForm'
  | 'rows'
  | 'exportHome'
  | 'exportCounting'
  | 'rememberFiles'
  | 'rememberExported'
  | 'changes'
  | 'pseudonymKey'
  | 'backupIdentity'
  | 'transaction'
>;

export interface ExportContext {
  readonly workspace: ExportParts;
  readonly clock: Clock;
  /** Prints PDF files. Absent where no browser is found. */
  readonly printer?: PagePrinter | undefined;
}
