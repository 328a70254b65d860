import { decryptWaiting } from '../../app/take/decrypt-waiting.ts';
import { exitOfRun, gravestExit } from '../../app/take/exit-of-run.ts';
import { pullServer as pull } from '../../app/take/pull-server.ts';
import type { RunChoice } from '../../app/take/run-source.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { unlockedKeys } from '../available-keys.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { lookingOn } from '../looking-on.ts';
import { printJson } from '../output.ts';
import { connecting } from '../server-source.ts';
import { checkPresets, type ExportAfter, exportAfterPull } from './export-after.ts';
import { exitOfAll } from './print-export.ts';
import { printOpening } from './print-opening.ts';
import { printRun } from './print-run.ts';

export interface PullOptions extends RunChoice, ExportAfter {
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
    checkPresets(workspace, options);
    const keys = unlockedKeys(common, workspace);
    const connect = connecting(workspace, options.connections, passwordFd);
    const report = await lookingOn(workspace, (onlooker) =>
      pull({ ...options, workspace, keys, connect, clock, signal }, onlooker),
    );
    if (report.outcome === 'cancelled') return printRun(report, common.json);
    const done = await exportAfterPull(workspace, options, options.server, options.formIds, signal);
    if (done.length === 0) return printRun(report, common.json);
    if (common.json) printJson({ ...report, exported: done.map(({ json }) => json) });
    else {
      printRun(report, false);
      for (const one of done) one.print();
    }
    return gravestExit([exitOfRun(report), exitOfAll(done)]);
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
