/** Keeps texts so that only this user of this computer can read them again. */
export interface Keychain {
  /** Takes a text. Returns what may be stored in its place (base64). */
  protect(text: string): Promise<string>;
  /** Returns the text again; null when this computer or user cannot read it. */
  reveal(kept: string): Promise<string | null>;
}
