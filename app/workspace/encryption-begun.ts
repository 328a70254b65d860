import { readState } from '../../core/store/conversion/conversion-state.ts';

/**
 * Whether an encryption of this workspace was begun and not finished. Its copy takes room on the disk until the
 * encryption continues. A state that cannot be read counts as none.
 */
export function isEncryptionBegun(folder: string): boolean {
  try {
    const state = readState(folder);
    return state?.to === 'encrypted' && state.phase === 'copy';
  } catch {
    return false;
  }
}
