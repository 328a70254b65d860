export interface FormRef {
  /**
   * Empty for "all submissions of this place, of any form": in a Collect folder and in loose folders, only
   * the submission itself names its form. Such a ref has no form definition and lists all submissions. The
   * other refs of that place only give their definitions and list nothing.
   */
  readonly formId: string;
  readonly version: string | null;
  readonly name: string;
  /** What the source needs to fetch the form again: a URL, a path. Only the source reads it. */
  readonly locator: string;
  readonly mediaLocator: string | null;
  /** The hash of its definition, if the list has it. */
  readonly hash?: FormHash;
  /** True when the server keeps the form's private key, so that nobody can decrypt its submissions here. */
  readonly isKeyKept?: boolean;
  /**
   * The fingerprints of the keys that the server keeps, if it reports them. Submissions for another key can
   * be decrypted here.
   */
  readonly keptKeys?: readonly string[];
  /** The hints to the passphrases of these keys, by fingerprint, if their makers wrote any. */
  readonly keyHints?: Readonly<Record<string, string>>;
  /** True when the server also decrypts the form's submissions, and then sends them in plain (Ona). */
  readonly isOpenedThere?: boolean;
  /**
   * True when the server reports it. Only the definition shows that a form is not encrypted: a server may not
   * know.
   */
  readonly isEncrypted?: boolean;
  /**
   * Set when the server reports that the form takes no new submissions. `closing`: it still takes those that
   * were begun. `archived`: the form, or its project, is set aside. Its submissions are still there.
   */
  readonly state?: FormState;
  /**
   * True when the account may only enter data there, so that the server sends it no files of submissions
   * (Ona).
   */
  readonly isWithoutFiles?: true;
  /** The server's own count of submissions, if its list of forms has it. */
  readonly counted?: number;
}

export const formStates = ['closing', 'closed', 'archived'] as const;

export type FormState = (typeof formStates)[number];

/** A hash of a definition's bytes, as a server gives it: lower-case hex. */
export interface FormHash {
  readonly algorithm: 'md5' | 'sha256';
  readonly hex: string;
}

/** Whether the definition with that hash is here, so that it need not be downloaded. */
export type IsKnownForm = (hash: FormHash) => boolean;

/** One form definition file, as the source holds it, byte for byte. */
export interface FormFile {
  readonly ref: FormRef;
  readonly bytes: Uint8Array;
  /**
   * The hash in the source's list, if it has one. If these bytes have another, they were damaged in transit,
   * or the list is wrong.
   */
  readonly hash?: FormHash | undefined;
  /** The form ID in these bytes is not that of the form's submissions: the one in `ref` counts. */
  readonly hasOtherId?: true;
}

/** One file beside a form. Choices may come from it. */
export interface FormMediaRef {
  readonly name: string;
  /** The source's mark of its content, which changes with the content; null when the source has none. */
  readonly hash: string | null;
  /** What the source needs to fetch it. Only the source reads it. */
  readonly locator: string;
}

/** A form at one source. The same form ID at two servers is two forms. */
export interface FormOfSource {
  readonly source: string;
  readonly formId: string;
}

/** A text that identifies a form at a source: a key for maps and sets. */
export function idOfForm({ source, formId }: FormOfSource): string {
  return JSON.stringify([source, formId]);
}
