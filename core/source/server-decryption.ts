import type { ProblemData } from '../ground/problem.ts';
import type { Secret } from '../ground/secret.ts';
import type { Connection } from './connection.ts';

/** The form whose submissions a server decrypts. */
export interface FormOnServer extends Connection {
  readonly formId: string;
}

export interface DecryptionRequest extends FormOnServer {
  /** Of the key that the server keeps. It is sent to the server. */
  readonly passphrase: Secret;
  /** Where the files go: each project gets a folder of its own in it. */
  readonly folder: string;
  /** The workspace's folder for what is being worked on: there it is written down until nothing is left behind. */
  readonly incomingFolder: string;
}

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

/** What a kind of server offers that decrypts, when asked, the forms whose key it keeps. */
export interface ServerDecryption {
  /**
   * Has the server decrypt the submissions of a form, and keeps what it sends apart from everything that was decrypted
   * here. To be called only when the user knows that passphrase and answers are then on the server. Returns what became of
   * each project that keeps a key of the form. Throws, when no project gave anything, the Problem that the first met.
   */
  decryptOnServer(
    request: DecryptionRequest,
    signal: AbortSignal,
  ): Promise<readonly (DecryptedByServer | NotDecryptedByServer)[]>;
  /** What reminds of the passphrases of the keys that the server keeps of a form, each once. Throws a Problem. */
  keptKeyHints(form: FormOnServer, signal: AbortSignal): Promise<readonly string[]>;
}
