/** What a workspace becomes by a conversion. */
export type ConversionTarget = 'encrypted' | 'plain';

/** How far a conversion is. */
export interface ConversionProgress {
  /** Files are copied and read back; then the database is copied; then it is compared row by row. */
  readonly step: 'files' | 'database' | 'checking';
  readonly files: number;
  readonly allFiles: number;
  readonly bytes: number;
  readonly allBytes: number;
}

/** A file that a submission names and that the workspace did not have, or could not decrypt. */
export interface LackingFile {
  readonly instanceId: string | null;
  readonly file: string;
  readonly why: 'missing' | 'damaged';
}

/** What a conversion did. */
export interface ConversionReport {
  readonly to: ConversionTarget;
  readonly submissions: number;
  /** Files that were copied and compared, and their bytes of plaintext. */
  readonly files: number;
  readonly bytes: number;
  /** The first hundred of the files that could not be copied. They stay named, as files that are not there. */
  readonly lacking: readonly LackingFile[];
  readonly allLacking: number;
  /** Copies of the database in older formats. They were removed with the other old files. */
  readonly earlierCopies: readonly string[];
  /** All files of submissions that the workspace had before. They were removed. */
  readonly oldFiles: number;
  /** What else lies in the workspace's folder. It stays as it is, in plain text too. */
  readonly others: readonly string[];
  /** Whether something of the old workspace could not be removed yet. The next opening tries again. */
  readonly isOldLeft: boolean;
}
