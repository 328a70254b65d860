import { Problem } from '../../core/ground/problem.ts';
import type { HeldKey } from './held-keys.ts';
import type { KeyWork } from './key-work.ts';
import type { KeepChoice } from './known-keys.ts';
import { proveKey } from './prove-key.ts';

/**
 * Keeps the keys of a draft as the user chose, unlocks them and tries them. The first gets the given name,
 * the others the name with a number. Throws `key.draft_gone`, and `key.not_saved` for a generated key that is
 * not in a file yet.
 */
export async function keepKeys(
  work: KeyWork,
  draftId: string,
  name: string,
  choice: KeepChoice,
): Promise<void> {
  const { known, keys, drafts } = work;
  const draft = drafts.find(draftId);
  if (draft.file === null) throw new Problem('key.not_saved', { name });
  for (const [i, { key, format }] of draft.keys.entries()) {
    const held: HeldKey = { key, name: i === 0 ? name : `${name} ${i + 1}`, file: draft.file, format };
    await known.keep(held, choice, false);
    keys.hold(held);
    await proveKey(work, held);
  }
  drafts.discard(draftId);
}

/** Changes how an unlocked key is kept. Throws `key.locked`, `usage.key_unknown` and `engine.no_keychain`. */
export async function keepOtherwise(work: KeyWork, fingerprint: string, choice: KeepChoice): Promise<void> {
  const { known } = work;
  const held = known.open(fingerprint);
  await known.keep(held, choice, known.find(fingerprint).hasCopy);
  await proveKey(work, held);
}
