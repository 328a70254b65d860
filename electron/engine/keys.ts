import { basename } from 'node:path';
import { keyHint } from '../../app/key-hint.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { problemView } from '../ipc/answer.ts';
import type { Handlers, Payload } from '../ipc/contract.ts';
import type { ForgottenKey } from '../ipc/control.ts';
import type { InspectedKey, KeyRow, KeysOverview, keysRequests, OpensForm } from '../ipc/keys.ts';
import type { EngineContext } from './context.ts';
import type { HeldKey } from './held-keys.ts';
import { KeyDrafts } from './key-drafts.ts';
import { KeyForms } from './key-forms.ts';
import { KnownKeys } from './known-keys.ts';
import { PassphraseTries } from './passphrase-tries.ts';

// Read when they are needed: what reads odd key files is large, and the window is not to wait for it at its start.
const reading = () => import('../../keys/read-key-file.ts');
const generating = () => import('../../keys/generate-key.ts');
const sealing = () => import('../../keys/seal.ts');

export interface KeysOptions {
  /** The keys of the session that the engine before this one held. */
  readonly forgotten: readonly ForgottenKey[];
  /** Called after a key was kept or unlocked: what waits for it can be opened. */
  readonly onKeysAdded: () => void;
  /** While the Locked screen is shown, keys are listed without the forms that they open. */
  readonly isHidden: () => boolean;
}

/** The room of the keys: which there are, what they open, how they are kept. */
export function keysHandlers(
  context: EngineContext,
  { forgotten, onKeysAdded, isHidden }: KeysOptions,
): Handlers<keyof typeof keysRequests> {
  const { workspace, keys, clock } = context;
  const known = new KnownKeys(context, forgotten);
  const drafts = new KeyDrafts();
  const tries = new PassphraseTries(clock);

  const overview = (): KeysOverview => {
    const all = known.all();
    if (isHidden()) return { keys: all.map((key) => ({ ...key, lastTried: null, opens: [] })), without: [] };
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
  };
  const changed = (): KeysOverview => {
    context.emit({ type: 'keys-changed' });
    return overview();
  };
  const prove = (held: HeldKey): Promise<readonly OpensForm[]> =>
    new KeyForms(workspace).prove(held.key, clock.now().toISOString(), true);

  return {
    'keys.list': overview,
    'keys.inspect': async ({ placeId, passphrase }) => {
      const path = context.pathOf(placeId);
      const file = basename(path);
      const given = passphrase === null ? undefined : new Secret(passphrase);
      try {
        const read = await tries.guard(`file ${path}`, file, async () =>
          (await reading()).readKeyFile(path, given),
        );
        const forms = new KeyForms(workspace);
        const opens: OpensForm[] = [];
        for (const key of read) opens.push(...(await forms.prove(key, clock.now().toISOString(), false)));
        const names = new Map(known.all().map(({ fingerprint, name }) => [fingerprint, name]));
        return {
          outcome: 'good',
          draftId: drafts.add({
            keys: read.map((key) => ({ key, format: key.format })),
            file,
            generated: null,
          }),
          file,
          suggestedName: file.replace(/\.[A-Za-z0-9]{1,5}$/, '') || file,
          keys: read.map(({ fingerprint, bits, format }) => ({
            fingerprint,
            bits,
            format,
            alreadyHere: names.get(fingerprint) ?? null,
          })),
          opens,
          waiting: forms.waiting,
        } satisfies InspectedKey;
      } catch (error) {
        if (!isProblem(error)) throw error;
        if (error.code === 'key.passphrase_missing') {
          return { outcome: 'passphrase-needed', file, hint: keyHint(context.workspace, error.data) };
        }
        return { outcome: 'wrong', file, problem: problemView(error.data) };
      }
    },
    'keys.keep': async ({ draftId, name, kept }) => {
      const draft = drafts.find(draftId);
      if (draft.file === null) throw new Problem('key.not_saved', { name });
      for (const [i, { key, format }] of draft.keys.entries()) {
        const held = { key, name: i === 0 ? name : `${name} ${i + 1}`, file: draft.file, format };
        await known.keep(held, kept, false);
        keys.hold(held);
        await prove(held);
      }
      drafts.discard(draftId);
      onKeysAdded();
      return changed();
    },
    'keys.discard': ({ draftId }) => {
      drafts.discard(draftId);
      return null;
    },
    'keys.unlock': async ({ fingerprint, by }) => {
      const held = await unlocked(fingerprint, by);
      keys.hold(held);
      await prove(held);
      onKeysAdded();
      return changed();
    },
    'keys.rename': ({ fingerprint, name }) => {
      known.rename(fingerprint, name);
      return changed();
    },
    'keys.setKept': async ({ fingerprint, kept }) => {
      const held = known.open(fingerprint);
      await known.keep(held, kept, known.find(fingerprint).hasCopy);
      await prove(held);
      return changed();
    },
    'keys.setHasCopy': ({ fingerprint, hasCopy }) => {
      known.setHasCopy(fingerprint, hasCopy);
      return changed();
    },
    'keys.remove': ({ fingerprint }) => {
      known.find(fingerprint);
      known.remove(fingerprint);
      return changed();
    },
    'keys.test': async ({ fingerprint }) => {
      const held = known.open(fingerprint);
      const { opensTestMessage } = await generating();
      if (!opensTestMessage(held.key.publicKey, held.key)) {
        throw new Problem('key.runtime_unfit', { failed: 'RSA-OAEP-SHA-256' });
      }
      const at = clock.now().toISOString();
      const opens = await new KeyForms(workspace).prove(held.key, at, true);
      context.emit({ type: 'keys-changed' });
      return { ...known.find(fingerprint), lastTried: at, opens };
    },
    'keys.publicKey': ({ fingerprint }) => ({ cell: publicKeyOf(fingerprint) }),
    'keys.generate': async ({ bits, name, passphrase }) => {
      const { generateKey } = await generating();
      const key = await generateKey(bits);
      const secret = passphrase === null ? null : new Secret(passphrase);
      const format = secret === null ? 'PKCS#8' : 'PKCS#8, encrypted';
      const generated = { name, passphrase: secret };
      const draftId = drafts.add({ keys: [{ key, format }], file: null, generated });
      return { draftId, fingerprint: key.fingerprint, cell: key.publicKey };
    },
    'keys.saveGenerated': async ({ draftId, placeId }) => {
      const { keys: made, generated } = drafts.find(draftId);
      const [first] = made;
      if (first === undefined || generated === null) throw new Problem('key.draft_gone', {});
      const path = context.pathOf(placeId);
      // The dialog of the system has asked before it gave the name of a file that is there.
      const { writeKeyFile } = await generating();
      await writeKeyFile(path, first.key, generated.passphrase, { replace: true });
      drafts.saved(draftId, basename(path));
      return { path };
    },
  };

  /** The key of that fingerprint, opened in the way that the user chose. Throws `key.*` problems. */
  async function unlocked(fingerprint: string, by: Payload<'keys.unlock'>['by']): Promise<HeldKey> {
    const { name, file, format } = known.find(fingerprint);
    if (by.kind === 'file') {
      const path = context.pathOf(by.placeId);
      const given = by.passphrase === null ? undefined : new Secret(by.passphrase);
      const read = await tries.guard(`file ${path}`, basename(path), async () =>
        (await reading()).readKeyFile(path, given),
      );
      const key = read.find((found) => found.fingerprint === fingerprint);
      if (key === undefined) throw new Problem('key.another', { file: basename(path), name });
      return { key, name, file: file ?? basename(path), format: key.format };
    }
    const sealed = workspace.privateKeys.find(fingerprint);
    if (sealed === null) throw new Problem('key.locked', { name });
    if (by.kind === 'passphrase') {
      const given = new Secret(by.passphrase);
      const key = await tries.guard(fingerprint, name, async () =>
        (await sealing()).openSealed(sealed.sealedPem, given, name),
      );
      return { key, name, file, format };
    }
    if (context.keychain === null) throw new Problem('engine.no_keychain', {});
    const kept = sealed.protectedPassphrase;
    const revealed = kept === null ? null : await context.keychain.reveal(kept);
    if (revealed === null) throw new Problem('key.keychain_lost', { name });
    const { openSealed } = await sealing();
    const key = await openSealed(sealed.sealedPem, new Secret(revealed), name);
    return { key, name, file, format };
  }

  /** Of a locked key it is known only while a form of the workspace names it. */
  function publicKeyOf(fingerprint: string): string {
    const open = keys.find(fingerprint)?.key ?? drafts.key(fingerprint);
    if (open !== null) return open.publicKey;
    const { name } = known.find(fingerprint);
    const form = workspace.forms.all().find(({ keyFingerprint }) => keyFingerprint === fingerprint);
    const named = form?.model.publicKey ?? null;
    if (named === null) throw new Problem('key.locked', { name });
    return named.replace(/\s+/g, '');
  }
}
