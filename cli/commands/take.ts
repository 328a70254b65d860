import type { FormRef } from '../../core/model/form-ref.ts';
import { Away } from '../../core/pull/away.ts';
import { formsWithoutKey } from '../../core/pull/key-lack.ts';
import type { RunReport } from '../../core/pull/report.ts';
import { runLine } from '../../core/pull/run.ts';
import type { RunOptions } from '../../core/pull/run-options.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { clock } from '../context.ts';
import { warnOfCopiedWorkspace } from '../copied-folder.ts';
import { note, printable } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { stoppedText } from './run-command.ts';

/** So long a server that goes away in the middle of a pull is waited for, in milliseconds. */
const PATIENCE = 10 * 60_000;

/**
 * Runs the line over one source with its progress shown, when no other program pulls into the workspace, and closes the
 * source whatever happens. A server that goes away meanwhile is waited for, some minutes long. Takes the line that shows
 * the progress, where the source tells it more.
 */
export async function takeFrom(
  options: Omit<RunOptions, 'clock' | 'onProgress' | 'onForms' | 'away'>,
  progress = new ProgressLine(),
): Promise<RunReport> {
  const { source } = options;
  const away = new Away({
    source,
    clock,
    patience: PATIENCE,
    onAway: (_, problem) => progress.tryingAgain(problem),
  });
  try {
    return await alone(options.workspace, options.signal, () =>
      runLine({
        ...options,
        clock,
        away,
        onProgress: progress.show,
        onStopped: (report) => {
          const text = stoppedText(report);
          if (text === null) return;
          progress.end();
          note(text);
        },
        onForms: (forms) => {
          const text = keptKeys(options, forms);
          if (text === null || noted.has(text)) return;
          noted.add(text);
          progress.end();
          note(text);
        },
      }),
    );
  } finally {
    progress.end();
    await options.source.close();
  }
}

/** What was noted once: a watch pulls again and again. */
const noted = new Set<string>();

/** Of which forms what is encrypted stays so, because their server gives their key to nobody; null when of none. */
function keptKeys(
  { workspace, keys, source, sourceName }: Pick<RunOptions, 'workspace' | 'keys' | 'source' | 'sourceName'>,
  forms: readonly FormRef[],
): string | null {
  const lacking = new Set(formsWithoutKey(workspace, keys));
  const held = new Set(keys.map(({ fingerprint }) => fingerprint));
  const kept = forms.filter(
    ({ formId, isKeyKept, keptKeys }) =>
      isKeyKept === true && (keptKeys?.some((key) => !held.has(key)) ?? lacking.has(formId)),
  );
  if (kept.length === 0) return null;
  const names = [...new Set(kept.map(({ formId }) => formId))].join(', ');
  const remedy =
    source.kind === 'ona'
      ? 'What Ona has opened itself is taken as it is.'
      : 'With the record of the key from its administrator it is opened on this computer (attache keys import), or the server decrypts it itself (attache servers decrypt --help).';
  return printable(
    `${sourceName} keeps the private key of these forms itself; what is encrypted of them stays so here: ${names}. ${remedy}`,
  );
}

/** Does what one program at a time may do in a workspace, waiting for another that does, and saying so. */
export async function alone<T>(
  { pullLock, folder }: Workspace,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  warnOfCopiedWorkspace(folder);
  const unlock = await pullLock.take(clock, signal, () =>
    note('Another Attaché is pulling into this workspace; waiting for its end (Ctrl-C gives up).'),
  );
  try {
    return await work();
  } finally {
    unlock();
  }
}
