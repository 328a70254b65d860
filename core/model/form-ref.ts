export interface FormRef {
  /**
   * Empty for "all submissions of this place, whatever their form": a Collect folder and loose envelopes name the form
   * only inside each submission. Such a ref has no definition of its own to fetch, and lists all submissions, while the
   * refs with an id there only give their definitions and list nothing.
   */
  readonly formId: string;
  readonly version: string | null;
  readonly name: string;
  /** Whatever the source needs to fetch the form again: a URL, a path. Opaque to everyone else. */
  readonly locator: string;
  readonly mediaLocator: string | null;
  /** Of its definition, where the list gives it. */
  readonly hash?: FormHash;
  /** True when the server keeps the private key of the form itself, so that nobody can open its submissions here. */
  readonly isKeyKept?: boolean;
  /** The fingerprints of the keys that it keeps, where it says which; what is for another key can be opened here. */
  readonly keptKeys?: readonly string[];
  /** What reminds of their passphrases, by fingerprint, where whoever made them has written something. */
  readonly keyHints?: Readonly<Record<string, string>>;
  /** True when the server also opens what was sent to the form, and then gives it as plain (Ona). */
  readonly isOpenedThere?: boolean;
  /** True when the server says so. That a form is not encrypted only its definition tells: a server may not know. */
  readonly isEncrypted?: boolean;
  /**
   * Where the server says that the form takes no new submissions any more: `closing` still takes those that were begun,
   * `archived` is set aside with its project or by itself. What was sent is there all the same.
   */
  readonly state?: FormState;
  /** True when the account's role there is to enter data, so that it is given no files of any submission (Ona). */
  readonly isWithoutFiles?: true;
  /** Submissions that the server counts of its own accord, where its list of forms says so. */
  readonly counted?: number;
}

export const formStates = ['closing', 'closed', 'archived'] as const;

export type FormState = (typeof formStates)[number];

/** A hash of a definition's bytes, as a server gives it: lower-case hex. */
export interface FormHash {
  readonly algorithm: 'md5' | 'sha256';
  readonly hex: string;
}

/** Whether the definition with that hash is here already, so that it need not be fetched. */
export type IsKnownForm = (hash: FormHash) => boolean;

/** One form definition file, as the source holds it, byte for byte. */
export interface FormFile {
  readonly ref: FormRef;
  readonly bytes: Uint8Array;
  /** What the source's list says of these bytes, where it says it: others were damaged on the way, or the list was. */
  readonly hash?: FormHash | undefined;
  /** The form ID in these bytes is not the one that its submissions have: that of `ref` counts. */
  readonly hasOtherId?: true;
}

/** One file beside a form, which choices may come from. */
export interface FormMediaRef {
  readonly name: string;
  /** What the source says of its content, another for another content; null where it says nothing. */
  readonly hash: string | null;
  /** Whatever the source needs to fetch it. Opaque to everyone else. */
  readonly locator: string;
}

/** A form at one source. The same form ID at two servers is two forms. */
export interface FormOfSource {
  readonly source: string;
  readonly formId: string;
}

/** The same text for the same form at the same source: a key for maps and sets. */
export function idOfForm({ source, formId }: FormOfSource): string {
  return JSON.stringify([source, formId]);
}
