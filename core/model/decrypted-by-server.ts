import type { ProblemData } from '../ground/problem.ts';

/** What a server has decrypted of one form of one project. */
export interface DecryptedByServer {
  readonly project: number;
  /** Absolute path of the folder with its files. */
  readonly folder: string;
  /** Submissions that the server counts, and rows that it gave. */
  readonly counted: number;
  readonly rows: number;
  /** Submissions of another key, whose rows it leaves out or gives without answers. */
  readonly notDecrypted: number;
  /** Submissions for which there is no row, and no reason either. */
  readonly missing: number;
  /** Rows of submissions whose encrypted answers never came, or went with an edit on the server. */
  readonly withoutData: number;
  /** Files that came under the name of another, or one that some system refuses, and have a name of their own. */
  readonly renamed: number;
}

/** A project of whose submissions nothing came. */
export interface NotDecryptedByServer {
  readonly project: number;
  readonly problem: ProblemData;
}

/** Whether the server has decrypted what was asked of a project. */
export function isDecrypted(project: DecryptedByServer | NotDecryptedByServer): project is DecryptedByServer {
  return 'folder' in project;
}
