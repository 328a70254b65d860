import type { ForgottenKey } from '../../core/model/known-key.ts';
import type { KeyContext } from './key-context.ts';
import { KeyDrafts } from './key-drafts.ts';
import { KnownKeys } from './known-keys.ts';
import { PassphraseTries } from './passphrase-tries.ts';

/** Prepares the work with keys. Takes the session keys that the previous process held. */
export function keyWork(context: KeyContext, forgotten: readonly ForgottenKey[]): KeyWork {
  const { workspace, keys, clock, keychain } = context;
  return {
    workspace,
    keys,
    clock,
    keychain,
    known: new KnownKeys(context, forgotten),
    drafts: new KeyDrafts(),
    tries: new PassphraseTries(clock),
  };
}

/** What the use cases of keys use while the program runs. */
export interface KeyWork extends KeyContext {
  readonly known: KnownKeys;
  readonly drafts: KeyDrafts;
  readonly tries: PassphraseTries;
}
