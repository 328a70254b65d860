import { inspectKeyFile } from '../../app/keys/inspect-key-file.ts';
import { keepKeys, keepOtherwise } from '../../app/keys/keep-keys.ts';
import { keyWork } from '../../app/keys/key-work.ts';
import type { KeepChoice } from '../../app/keys/known-keys.ts';
import { listKeyNames, listKeys } from '../../app/keys/list-keys.ts';
import { makeKey, saveNewKey } from '../../app/keys/new-key.ts';
import { testKey } from '../../app/keys/prove-key.ts';
import { publicKeyOf } from '../../app/keys/public-key-of.ts';
import { type UnlockBy, unlockKey } from '../../app/keys/unlock-key.ts';
import { Secret } from '../../core/ground/secret.ts';
import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { Handlers, Payload } from '../ipc/contract.ts';
import type { KeptBy, KeysOverview, keysRequests } from '../ipc/keys.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { EngineContext } from './context.ts';

export interface KeysOptions {
  /** The keys of the session that the engine before this one held. */
  readonly forgotten: readonly ForgottenKey[];
  /** Called after a key was kept or unlocked: what waits for it can be decrypted. */
  readonly onKeysAdded: () => void;
  /** While the Locked screen is shown, keys are listed without the forms that they open. */
  readonly isHidden: () => boolean;
}

/** The requests about keys: which there are, what they open, how they are kept. */
export function keysHandlers(
  context: EngineContext,
  { forgotten, onKeysAdded, isHidden }: KeysOptions,
): Handlers<keyof typeof keysRequests> {
  const work = keyWork(context, forgotten);
  const { known, drafts } = work;
  const overview = (): KeysOverview => (isHidden() ? listKeyNames(work) : listKeys(work));
  const changed = (): KeysOverview => {
    context.emit({ type: 'keys-changed' });
    return overview();
  };
  const unlockBy = (by: Payload<'keys.unlock'>['by']): UnlockBy => {
    if (by.kind === 'keychain') return by;
    if (by.kind === 'passphrase') return { kind: by.kind, passphrase: new Secret(by.passphrase) };
    return { kind: by.kind, path: context.pathOf(by.placeId), passphrase: secretOf(by.passphrase) };
  };

  return {
    'keys.list': overview,
    'keys.inspect': async ({ placeId, passphrase }) => {
      const found = await inspectKeyFile(work, context.pathOf(placeId), secretOf(passphrase));
      return found.outcome === 'wrong' ? { ...found, problem: problemView(found.problem) } : found;
    },
    'keys.keep': async ({ draftId, name, kept }) => {
      await keepKeys(work, draftId, name, choiceOf(kept));
      onKeysAdded();
      return changed();
    },
    'keys.discard': ({ draftId }) => {
      drafts.discard(draftId);
      return null;
    },
    'keys.unlock': async ({ fingerprint, by }) => {
      await unlockKey(work, fingerprint, unlockBy(by));
      onKeysAdded();
      return changed();
    },
    'keys.rename': ({ fingerprint, name }) => {
      known.rename(fingerprint, name);
      return changed();
    },
    'keys.setKept': async ({ fingerprint, kept }) => {
      await keepOtherwise(work, fingerprint, choiceOf(kept));
      return changed();
    },
    'keys.setHasCopy': ({ fingerprint, hasCopy }) => {
      known.setHasCopy(fingerprint, hasCopy);
      return changed();
    },
    'keys.remove': ({ fingerprint }) => {
      known.remove(fingerprint);
      return changed();
    },
    'keys.test': async ({ fingerprint }) => {
      const tested = await testKey(work, fingerprint);
      context.emit({ type: 'keys-changed' });
      return tested;
    },
    'keys.publicKey': ({ fingerprint }) => ({ cell: publicKeyOf(work, fingerprint) }),
    'keys.generate': async ({ bits, name, passphrase }) => {
      const { draftId, fingerprint, publicKey } = await makeKey(work, bits, name, secretOf(passphrase));
      return { draftId, fingerprint, cell: publicKey };
    },
    'keys.saveGenerated': async ({ draftId, placeId }) => {
      const path = context.pathOf(placeId);
      // The dialog of the system has asked before it gave the name of a file that is there.
      await saveNewKey(work, draftId, path);
      return { path };
    },
  };
}

function secretOf(text: string | null): Secret | null {
  return text === null ? null : new Secret(text);
}

function choiceOf(kept: KeptBy): KeepChoice {
  return kept.kind === 'sealed' ? { kind: kept.kind, passphrase: new Secret(kept.passphrase) } : kept;
}
