import type { CommandLine } from './command-line.ts';
import {
  choiceOf,
  excludeFormMedia,
  forms,
  includeDrafts,
  keepCiphertext,
  type RunFlags,
  threads,
} from './shared-options.ts';

/** Declares `attache import`. */
export function declareImport({ command, common, ends }: CommandLine): void {
  command(
    'import <folder>',
    'import submissions from a folder or zip file: Briefcase storage (or the folder above it), a Collect folder, or single submissions',
  )
    .addOption(forms())
    .addOption(keepCiphertext())
    .addOption(excludeFormMedia())
    .addOption(threads())
    .addOption(includeDrafts())
    .action(
      async (
        folder: string,
        { includeDrafts, ...flags }: RunFlags & { excludeFormMedia: boolean; includeDrafts: boolean },
      ) =>
        ends(
          (await import('../commands/import.ts')).importFolder(common(), folder, {
            ...choiceOf(flags),
            ...(includeDrafts ? { includeDrafts: true } : {}),
          }),
        ),
    );
}
