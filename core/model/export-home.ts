/** The facts of a form that the names of its files depend on. */
export interface NamedForm {
  readonly formId: string;
  /** The title in the newest definition; '' when there is no definition. */
  readonly title: string;
  /** The record paths of all its tables, '' first. */
  readonly paths: () => readonly string[];
}

/** A file that an export of this workspace has made. */
export interface MadeFile {
  /** Null for files of earlier versions, which did not note it. */
  readonly formId: string | null;
  readonly madeAt: string | null;
  /** True when the file is there, as the export left it. */
  readonly isUnchanged: boolean;
}

/** What an export must know of its workspace, so that no form's files replace another form's. */
export interface ExportHome {
  readonly formId: string;
  /** All forms of the workspace, this one among them. */
  forms(): readonly NamedForm[];
  /** What was noted of the file at an absolute path; null when no export made it, or it is gone. */
  made(path: string): MadeFile | null;
  /**
   * The files that were made together with a main file and are still there. Takes the main file's absolute
   * path.
   */
  madeWith(mainPath: string): readonly string[];
  /** The forms that have the submission to which a row with this key belongs; empty when it is not here. */
  formsOfKey(key: string): readonly string[];
}
