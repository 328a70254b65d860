import type { Manifest } from '../envelope/manifest.ts';
import type { ProblemData } from '../ground/problem.ts';
import type { FetchedPart } from '../model/fetched.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { RepairReason, SignatureState } from '../model/states.ts';
import type { FilesFolder } from './keep-files.ts';
import { discard, type ManifestFile, type OpenedPart } from './open-parts.ts';

/** The files of one submission after decryption, with the result of the signature check. */
export interface OpenedFiles {
  readonly key: UnlockedKey;
  readonly instanceId: string;
  /** In the order in which they were signed. */
  readonly media: readonly { readonly file: ManifestFile; readonly opened: OpenedPart }[];
  readonly xml: { readonly file: ManifestFile | null; readonly opened: OpenedPart };
  readonly signature: SignatureState;
  readonly signedDigest: string | null;
  readonly repaired: RepairReason | null;
  readonly problems: readonly ProblemData[];
  /**
   * Ciphertext names that the manifest lists more often than files came. `absent`: the file that came belongs
   * to another place. `unsure`: nothing shows which place it belongs to.
   */
  readonly listedTwice: ReadonlyMap<string, 'absent' | 'unsure'>;
}

/** Why nothing could be decrypted. `sealed`: the submission waits for a key that fits. */
export interface NotOpened {
  readonly state: 'sealed' | 'failed';
  readonly problem: ProblemData;
}

export interface OpenFilesRequest {
  readonly manifest: Manifest;
  /**
   * The manifest with every character as its client wrote it, even those that cannot be stored. Used to
   * compute IVs and to check the signature.
   */
  readonly written: Manifest;
  /** Name of the manifest for messages. */
  readonly manifestName: string;
  readonly parts: readonly FetchedPart[];
  /** The ID that the source has for the submission: the last candidate for a missing instance ID. */
  readonly serverId: string;
  /** In the order to try them. */
  readonly keys: readonly UnlockedKey[];
  /** Folder for plaintext of large files, made when needed. */
  readonly folder: FilesFolder;
  /** The workspace's folder for all plaintext files. */
  readonly filesFolder: string;
  readonly inlineLimit: number;
}

/** Removes decrypted files that are not to be kept. */
export function discardAll({ media, xml }: OpenedFiles): void {
  for (const { opened } of media) discard(opened);
  discard(xml.opened);
}
