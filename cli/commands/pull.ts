import { decryptWaiting } from '../../app/take/decrypt-waiting.ts';
import { pullServer as pull } from '../../app/take/pull-server.ts';
import type { RunChoice } from '../../app/take/run-source.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { unlockedKeys } from '../available-keys.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { lookingOn } from '../looking-on.ts';
import { connecting } from '../server-source.ts';
import { printOpening } from './print-opening.ts';
import { printRun } from './print-run.ts';

export interface PullOptions extends RunChoice {
  readonly server: string;
  readonly full: boolean;
  readonly connections: number;
  /** The password or token, when it does not come from the server's environment variable. */
  readonly passwordFd?: Secret;
}

/** `attache pull`: pulls new submissions from a server. Returns the exit code. */
export function pullServer(common: CommonOptions, { passwordFd, ...options }: PullOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const keys = unlockedKeys(common, workspace);
    const connect = connecting(workspace, options.connections, passwordFd);
    const report = await lookingOn(workspace, (onlooker) =>
      pull({ ...options, workspace, keys, connect, clock, signal }, onlooker),
    );
    return printRun(report, common.json);
  });
}

/**
 * `attache open`: decrypts stored submissions with the keys that are available now. Returns the exit code.
 */
export function openStored(
  common: CommonOptions,
  options: {
    readonly formId: string | null;
    readonly keepCiphertext: boolean;
    readonly threads: number | undefined;
  },
): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const keys = unlockedKeys(common, workspace);
    const report = await lookingOn(workspace, (onlooker) =>
      decryptWaiting({ ...options, workspace, keys, clock, signal }, onlooker),
    );
    return printOpening(report, common.json, (fingerprint) => {
      const kept = workspace.privateKeys.find(fingerprint);
      return kept?.name ?? `the key ${fingerprint.slice(0, 16)}`;
    });
  });
}
