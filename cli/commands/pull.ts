import { requireForms, requiringForms } from '../../app/known-forms.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { openWaiting } from '../../core/pull/open-waiting.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { keysAtHand } from '../keys-at-hand.ts';
import { ProgressLine } from '../progress.ts';
import { connect } from '../server-source.ts';
import type { LineOptions } from './import.ts';
import { printOpening } from './print-opening.ts';
import { printRun } from './run-command.ts';
import { alone, takeFrom } from './take.ts';

export interface PullOptions extends LineOptions {
  readonly server: string;
  readonly full: boolean;
  readonly connections: number;
  /** The password or token, when it does not come from the server's variable. */
  readonly passwordFd?: Secret;
}

/** `attache pull`: takes from a server what is not here yet. Returns the exit code. */
export function pullServer(common: CommonOptions, options: PullOptions): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const server = workspace.servers.find(options.server);
    if (server === null) throw new Problem('usage.server_unknown', { name: options.server });
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    const { connections, passwordFd } = options;
    const progress = new ProgressLine();
    const onTryingAgain = progress.tryingAgain;
    const report = await takeFrom(
      {
        workspace,
        source: await connect(server, { workspace, connections, onTryingAgain }, passwordFd),
        sourceName: server.name,
        kind: 'pull',
        keys,
        ...options,
        signal,
        onListed: requiringForms(server.name, options.formIds),
      },
      progress,
    );
    return printRun(report, common.json);
  });
}

/** `attache open`: opens what waits for a key with the keys now at hand. Returns the exit code. */
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
    requireForms(workspace, options.formId === null ? null : [options.formId]);
    const { keys } = await keysAtHand(common, workspace, 'unlocked');
    const progress = new ProgressLine();
    const report = await alone(workspace, signal, () =>
      openWaiting({ workspace, keys, ...options, clock, signal, onProgress: progress.show }),
    );
    progress.end();
    return printOpening(report, common.json, (fingerprint) => {
      const kept = workspace.privateKeys.find(fingerprint);
      return kept?.name ?? `the key ${fingerprint.slice(0, 16)}`;
    });
  });
}
