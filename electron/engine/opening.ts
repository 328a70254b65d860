import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Keychain } from '../../app/keys/keychain.ts';
import { PassphraseTries } from '../../app/keys/passphrase-tries.ts';
import { createEncrypted } from '../../app/workspace/create-encrypted.ts';
import { noteRecoveryUsed } from '../../app/workspace/recovery-used.ts';
import { type UnlockBy, unlockWorkspace } from '../../app/workspace/unlock-workspace.ts';
import { removeUntouched } from '../../app/workspace/untouched.ts';
import { keptBy, workspaceKind } from '../../app/workspace/workspace-kind.ts';
import type { Clock } from '../../core/ground/clock.ts';
import type { Log } from '../../core/ground/log.ts';
import { isProblem, Problem } from '../../core/ground/problem.ts';
import { Secret } from '../../core/ground/secret.ts';
import { Turns } from '../../core/ground/turns.ts';
import { finishConverted } from '../../core/store/conversion/settle-conversion.ts';
import type { EngineRequest, Handlers } from '../ipc/contract.ts';
import type { EngineStart, FromEngine } from '../ipc/control.ts';
import type { KeptWorkspaceKey, UnlockedBy, UnlockWays } from '../ipc/encryption.ts';
import { convertWorkspace } from './convert-workspace.ts';
import type { LockOrder } from './lock-order.ts';
import { whileLocked, whileNew } from './serve.ts';

export interface OpeningPorts {
  readonly tell: (message: FromEngine) => void;
  readonly clock: Clock;
  /** null where the computer has no keychain that protects. */
  readonly keychain: Keychain | null;
  readonly log: Log;
  readonly locks: LockOrder;
  /**
   * Opens the workspace with its key (null: it is not encrypted). `isHidden`: the window stays locked. Throws
   * the problem that keeps it from opening.
   */
  readonly open: (workspaceKey: KeyObject | null, isHidden: boolean) => Promise<void>;
  /** Shows the data of a workspace that was opened hidden. */
  readonly show: () => void;
}

type Names = 'workspace.create' | 'workspace.unlock';

/**
 * How the engine comes to an open workspace. One that is not encrypted opens at once. The key of an encrypted one comes
 * from the keychain, or from the user: until then the engine has no key and no database.
 */
export class Opening {
  readonly #start: EngineStart;
  readonly #ports: OpeningPorts;
  readonly #tries: PassphraseTries;
  #state: 'opening' | 'new' | 'locked' | 'open' = 'opening';
  /** The workspace was opened for work while the window stays locked. */
  #isHidden = false;
  readonly #turns = new Turns();
  readonly #stop = new AbortController();

  constructor(start: EngineStart, ports: OpeningPorts) {
    this.#start = start;
    this.#ports = ports;
    this.#tries = new PassphraseTries(ports.clock);
  }

  get folder(): string {
    return this.#start.workspace.path;
  }

  get log(): Log {
    return this.#ports.log;
  }

  /** The requests that have replies now; null: all that the open workspace allows. */
  get allowed(): ReadonlySet<EngineRequest> | null {
    if (this.#state === 'new') return whileNew;
    return this.#state === 'open' ? null : whileLocked;
  }

  /** Opens the workspace, or tells the main process what it waits for. */
  async begin(): Promise<void> {
    const { workspace, lockedBy, whenNew, convert } = this.#start;
    if (convert !== null) {
      await this.#convert(convert);
      return;
    }
    // A conversion that was killed in its last steps decides what is there.
    finishConverted(workspace.path);
    const kind = workspaceKind(workspace.path);
    if (kind === 'plain' || (kind === 'none' && whenNew === 'plain')) {
      // In a workspace without encryption the lock only hides: private keys can be unlocked, or the user goes on.
      await this.#open(null, lockedBy !== null);
    } else if (kind === 'encrypted') await this.#beginEncrypted();
    else if (whenNew === 'ask' || !(await this.#createByKeychain())) this.#wait('new', { type: 'new' });
  }

  readonly handlers: Handlers<Names> = {
    'workspace.create': ({ kept }) =>
      this.#turns.take(async () => {
        if (this.#state !== 'new')
          throw new Problem('engine.request_invalid', { request: 'workspace.create' });
        if (kept.kind === 'plain') await this.#open(null, false);
        else await this.#create(kept);
        this.#shown();
        return null;
      }),
    'workspace.unlock': ({ by }) =>
      this.#turns.take(async () => {
        if (this.#state !== 'locked')
          throw new Problem('engine.request_invalid', { request: 'workspace.unlock' });
        const key = await this.keyBy(by);
        this.#ports.locks.refuseLate();
        if (this.#isHidden) {
          this.#state = 'open';
          this.#isHidden = false;
          this.#ports.show();
        } else await this.#open(key, false);
        this.#shown();
        await noteRecoveryUsed(this.folder, this.unlockBy(by), key, this.#ports.clock.now());
        return null;
      }),
  };

  /**
   * The workspace key, by what the user has typed or by the keychain. Wrong passphrases slow down. Throws
   * `workspace.wrong_key`, `key.try_later`, `usage.code_mistyped`, `engine.no_keychain`.
   */
  async keyBy(by: UnlockedBy): Promise<KeyObject> {
    const { path } = this.#start.workspace;
    const unlockBy = this.unlockBy(by);
    if (unlockBy.by !== 'passphrase') return unlockWorkspace(path, unlockBy);
    return this.#tries.guard(path, basename(path), () => unlockWorkspace(path, unlockBy));
  }

  /** The same as the use cases take it. Throws `engine.no_keychain`. */
  unlockBy(by: UnlockedBy): UnlockBy {
    if (by.kind === 'passphrase') return { by: by.kind, passphrase: new Secret(by.passphrase) };
    if (by.kind === 'recovery') return { by: by.kind, code: new Secret(by.code) };
    const { keychain } = this.#ports;
    if (keychain === null) throw new Problem('engine.no_keychain', {});
    return { by: by.kind, keychain };
  }

  stopConversion(): void {
    this.#stop.abort(new Error('the user has stopped it'));
  }

  /** Encrypts or decrypts the workspace, tells what came of it, and opens the workspace as it is then. */
  async #convert(order: NonNullable<EngineStart['convert']>): Promise<void> {
    const { path } = this.#start.workspace;
    const result = await convertWorkspace({
      folder: path,
      order,
      keychain: this.#ports.keychain,
      unlockBy: () => {
        if (order.to !== 'plain') throw new Error('only a decryption unlocks');
        return this.unlockBy(order.by);
      },
      signal: this.#stop.signal,
      onProgress: (conversion) => this.#ports.tell({ type: 'conversion', conversion }),
    });
    this.#ports.tell({ type: 'converted', result });
    const by = order.to === 'plain' ? order.by : order.kept;
    const isEncrypted = workspaceKind(path) === 'encrypted';
    const key = isEncrypted ? await this.keyBy(by).catch(noKey) : null;
    if (isEncrypted && key === null) await this.#beginEncrypted();
    else await this.#open(key, false);
  }

  async #beginEncrypted(): Promise<void> {
    const { workspace, lockedBy, settings } = this.#start;
    const { hasPassphrase, hasKeychain } = keptBy(workspace.path) ?? {
      hasPassphrase: false,
      hasKeychain: false,
    };
    const ways: UnlockWays = { passphrase: hasPassphrase, keychain: hasKeychain ? 'kept' : 'none' };
    const isLocked = lockedBy !== null;
    if (!hasKeychain || (isLocked && !settings.unattended)) {
      this.#wait('locked', { type: 'locked', ways });
      return;
    }
    const key = await this.keyBy({ kind: 'keychain' }).catch(noKey);
    if (key === null) this.#wait('locked', { type: 'locked', ways: { ...ways, keychain: 'lost' } });
    else if (isLocked) {
      this.#isHidden = true;
      await this.#ports.open(key, true);
      this.#wait('locked', { type: 'locked', ways });
    } else await this.#open(key, false);
  }

  /** Makes the workspace with the keychain. Returns false where none keeps the key. */
  async #createByKeychain(): Promise<boolean> {
    if (this.#ports.keychain === null) return false;
    try {
      await this.#create({ kind: 'keychain' });
      return true;
    } catch (error) {
      if (isProblem(error) && error.code === 'workspace.keychain_refused') return false;
      throw error;
    }
  }

  async #create(kept: KeptWorkspaceKey): Promise<void> {
    const { path } = this.#start.workspace;
    // Another program may have made one since the window asked.
    if (workspaceKind(path) !== 'none') throw new Problem('workspace.folder_taken', { folder: path });
    // What an earlier workspace left there, if that is nothing but empty folders.
    if (existsSync(path)) await removeUntouched(path);
    const { keychain } = this.#ports;
    if (kept.kind === 'keychain' && keychain === null) throw new Problem('engine.no_keychain', {});
    const code = await createEncrypted({
      folder: path,
      unlockedBy:
        kept.kind === 'keychain'
          ? { passphrase: null, keychain }
          : { passphrase: new Secret(kept.passphrase), keychain: null },
    });
    // Nobody has seen this code. The window makes a new one when it shows it.
    await this.#open(await unlockWorkspace(path, { by: 'recovery', code }), false);
  }

  async #open(workspaceKey: KeyObject | null, isHidden: boolean): Promise<void> {
    await this.#ports.open(workspaceKey, isHidden);
    this.#state = 'open';
  }

  /** The main process locks again what was asked for before a lock. */
  #shown(): void {
    this.#ports.tell({ type: 'shown', lock: this.#ports.locks.atRequest });
  }

  #wait(state: 'new' | 'locked', message: Extract<FromEngine, { type: 'new' | 'locked' }>): void {
    this.#state = state;
    this.#ports.tell(message);
  }
}

/** The keychain of this computer does not give the key: the user must unlock the workspace in another way. */
function noKey(error: unknown): null {
  if (isProblem(error)) return null;
  throw error;
}
