import type { ProblemData } from '../ground/problem.ts';

/** The result of decrypting one form of one project on the server. */
export interface DecryptedByServer {
  readonly project: number;
  /** Absolute path of the folder with its files. */
  readonly folder: string;
  /** The number of submissions that the server counts, and of rows that it sent. */
  readonly counted: number;
  readonly rows: number;
  /** Submissions for another key: the server leaves out their rows, or sends them without answers. */
  readonly notDecrypted: number;
  /** Submissions without a row and without a known reason. */
  readonly missing: number;
  /** Rows of submissions whose encrypted answers never came, or were lost in an edit on the server. */
  readonly withoutData: number;
  /** Files that got a new name, because another file has theirs or some system refuses it. */
  readonly renamed: number;
}

/** A project from which no submission came. */
export interface NotDecryptedByServer {
  readonly project: number;
  readonly problem: ProblemData;
}

/** Whether the server has decrypted the form of a project. */
export function isDecrypted(project: DecryptedByServer | NotDecryptedByServer): project is DecryptedByServer {
  return 'folder' in project;
}
