import { safeStorage } from 'electron';

/** False where the system has no keychain that protects: Linux without one would store in plain text. */
export async function hasKeychain(): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable().catch(() => false))) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

/** A text as only this user of this computer can read it, base64; null when the keychain refuses. */
export async function protect(text: string): Promise<string | null> {
  try {
    if (!(await hasKeychain())) return null;
    return (await safeStorage.encryptStringAsync(text)).toString('base64');
  } catch {
    return null;
  }
}

/** The text again; null when this user or computer cannot read it. */
export async function reveal(kept: string): Promise<string | null> {
  try {
    if (!(await hasKeychain())) return null;
    return (await safeStorage.decryptStringAsync(Buffer.from(kept, 'base64'))).result;
  } catch {
    return null;
  }
}
