import type { CommandLine } from './command-line.ts';
import { excludeFormMedia, forms, includeDrafts, keepCiphertext, threads } from './shared-options.ts';

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
        o: {
          form?: string[];
          keepCiphertext: boolean;
          excludeFormMedia: boolean;
          threads?: number;
          includeDrafts: boolean;
        },
      ) =>
        ends(
          (await import('../commands/import.ts')).importFolder(common(), folder, {
            formIds: o.form ?? null,
            keepCiphertext: o.keepCiphertext,
            excludeFormMedia: o.excludeFormMedia,
            threads: o.threads,
            ...(o.includeDrafts ? { includeDrafts: true } : {}),
          }),
        ),
    );
}
