/** Whether the password of a database is known, and whether the keychain keeps it. */
export interface DatabaseLogin {
  readonly isKnown: boolean;
  readonly isRemembered: boolean;
}
