import type { KeyRow, KeysOverview } from '../../core/model/known-key.ts';
import { KeyForms } from './key-forms.ts';
import type { KeyWork } from './key-work.ts';

/** Returns all keys with the forms that each decrypts, and the forms without a key. */
export function listKeys({ workspace, keys, known }: KeyWork): KeysOverview {
  const all = known.all();
  const forms = new KeyForms(workspace);
  const proofs = Map.groupBy(workspace.privateKeys.proofs(), ({ fingerprint }) => fingerprint);
  return {
    keys: all.map((key): KeyRow => {
      // A pull counts as a try of a key, as a test does.
      const opened = workspace.keySamples.lastOpened(key.fingerprint) ?? [];
      const times = (proofs.get(key.fingerprint) ?? []).map(({ triedAt }) => triedAt).concat(opened);
      return {
        ...key,
        lastTried: times.sort().at(-1) ?? null,
        opens: forms.opens(key.fingerprint, key.state === 'open'),
      };
    }),
    without: forms.without(
      new Set(all.map(({ fingerprint }) => fingerprint)),
      new Set(keys.all().map(({ key }) => key.fingerprint)),
    ),
  };
}

/**
 * Returns all keys with their names, but nothing about forms: for the Locked screen, which hides the data.
 */
export function listKeyNames({ known }: Pick<KeyWork, 'known'>): KeysOverview {
  return { keys: known.all().map((key) => ({ ...key, lastTried: null, opens: [] })), without: [] };
}
