/** A form as the names of its files depend on it. */
export interface NamedForm {
  readonly formId: string;
  /** The newest definition's; '' when there is none. */
  readonly title: string;
  /** The record paths of all its tables, '' first. */
  readonly paths: () => readonly string[];
}

/** A file that an export of this workspace has made. */
export interface MadeFile {
  /** Null for files of the time when it was not written down. */
  readonly formId: string | null;
  readonly madeAt: string | null;
  /** True when it is there as the export left it. */
  readonly isUnchanged: boolean;
}

/** What an export must know of its workspace so that no form's files take the place of another's. */
export interface ExportHome {
  readonly formId: string;
  /** All forms of the workspace, this one among them. */
  forms(): readonly NamedForm[];
  /** What is remembered of the file at an absolute path; null when no export has made it, or it is gone. */
  made(path: string): MadeFile | null;
  /** The files that were made together with a main file, which is taken by its absolute path, and are still there. */
  madeWith(mainPath: string): readonly string[];
  /** The forms that have the submission to which a row with this key belongs; empty when it is not here. */
  formsOfKey(key: string): readonly string[];
}
