import type { FormsWithKeptKey } from '../app/take/forms-with-kept-key.ts';
import type { Onlooker } from '../app/take/run-source.ts';
import type { Workspace } from '../core/store/workspace.ts';
import { stoppedText } from './commands/print-run.ts';
import { warnOfCopiedWorkspace } from './copied-folder.ts';
import { note, printable } from './output.ts';
import { ProgressLine } from './progress.ts';

/**
 * Does work that adds submissions to a workspace. Prints progress, warnings and notes on standard error.
 * First warns when the workspace is copied elsewhere.
 */
export async function lookingOn<T>(
  { folder }: Pick<Workspace, 'folder'>,
  work: (onlooker: Onlooker) => Promise<T>,
): Promise<T> {
  warnOfCopiedWorkspace(folder);
  const progress = new ProgressLine();
  const say = (text: string): void => {
    progress.end();
    note(text);
  };
  try {
    return await work({
      onProgress: progress.show,
      onSilence: progress.tryingAgain,
      onElsewhere: () =>
        note('Another Attaché is pulling into this workspace. Waiting until it ends (Ctrl-C to give up).'),
      onStopped: (report) => {
        const text = stoppedText(report);
        if (text !== null) say(text);
      },
      onKeyKept: (forms) => {
        const text = keyKept(forms);
        if (noted.has(text)) return;
        noted.add(text);
        say(text);
      },
    });
  } finally {
    progress.end();
  }
}

/** Notes that were already printed: `attache watch` pulls again and again. */
const noted = new Set<string>();

function keyKept({ source, formIds, isDecryptedThere }: FormsWithKeptKey): string {
  const remedy = isDecryptedThere
    ? 'Attaché pulls submissions that the server has decrypted.'
    : 'To decrypt them on this computer, ask its administrator for the key record (attache keys import). Or let the server decrypt them (attache servers decrypt --help).';
  return printable(
    `${source} keeps the private key of these forms, so their encrypted submissions stay encrypted here: ${formIds.join(', ')}. ${remedy}`,
  );
}
