import { basename, extname } from 'node:path';
import { withoutExtension } from '../ground/export-names.ts';
import { wholeFileAt } from './existing.ts';
import type { Output } from './sink.ts';
import { StagedFile } from './staged-file.ts';

/**
 * A text file without rows that says how to use the other files of its export: a script that joins them. Takes
 * its name and the function that makes its text; that gets a function which returns the final name of a
 * planned file, because all files of an export may have a number behind their names.
 */
export function guideFile(
  file: string,
  text: (finalName: (planned: string) => string) => string,
): Output<never> {
  return {
    file,
    columns: [],
    existing: wholeFileAt,
    firstKeys: () => null,
    open: (path) => {
      const staged = new StagedFile(path, false);
      const behind = withoutExtension(basename(path)).slice(withoutExtension(file).length);
      return {
        add: () => undefined,
        finish: () => {
          staged.write(
            Buffer.from(text((planned) => `${withoutExtension(planned)}${behind}${extname(planned)}`)),
          );
          staged.finish();
        },
        commit: () => staged.commit(),
        discard: () => staged.discard(),
      };
    },
  };
}
