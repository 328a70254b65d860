/** Encrypts texts so that only this user of this computer can read them again. */
export interface Keychain {
  /** Takes a text. Returns the protected text (base64), which may be stored. */
  protect(text: string): Promise<string>;
  /** Takes a protected text. Returns the original; null when this computer or user cannot read it. */
  reveal(kept: string): Promise<string | null>;
}
