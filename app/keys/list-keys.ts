import type { KeyRow, KeysOverview } from '../../core/model/known-key.ts';
import { KeyForms } from './key-forms.ts';
import type { KeyWork } from './key-work.ts';

/** All keys with what each opens, and the forms that lack one. */
export function listKeys({ workspace, keys, known }: KeyWork): KeysOverview {
  const all = known.all();
  const forms = new KeyForms(workspace);
  const proofs = Map.groupBy(workspace.privateKeys.proofs(), ({ fingerprint }) => fingerprint);
  return {
    keys: all.map((key): KeyRow => {
      // A pull tries a key as well as a test of it does.
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

/** All keys by their names, and nothing of any form: for a screen that hides the data. */
export function listKeyNames({ known }: Pick<KeyWork, 'known'>): KeysOverview {
  return { keys: known.all().map((key) => ({ ...key, lastTried: null, opens: [] })), without: [] };
}
