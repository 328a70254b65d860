/** How the files of a folder leave this computer. */
export interface FolderCopy {
  /** `cloud`: a service has a copy. `network`: the folder is on another computer. */
  readonly kind: 'cloud' | 'network';
  /** The service, or the kind of share. */
  readonly by: string;
}

/** The question to ask before writing into a folder. */
export interface CopiedFolder extends FolderCopy {
  /** The folder itself, as the answer is kept for it. */
  readonly folder: string;
}
