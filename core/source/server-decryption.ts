import type { Secret } from '../ground/secret.ts';
import type { DecryptedByServer, NotDecryptedByServer } from '../model/decrypted-by-server.ts';
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
