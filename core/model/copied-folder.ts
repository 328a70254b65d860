/** That what is written into a folder does not stay on this computer. */
export interface FolderCopy {
  /** `cloud`: a service has a copy. `network`: it lies on another computer. */
  readonly kind: 'cloud' | 'network';
  /** The service, or the kind of share. */
  readonly by: string;
}

/** What is to be asked before a folder is written into. */
export interface CopiedFolder extends FolderCopy {
  /** The folder itself, as the answer is kept for it. */
  readonly folder: string;
}
