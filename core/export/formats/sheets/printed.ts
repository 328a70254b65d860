import { linkSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyFileSync, rmSync } from '../../../ground/patient-files.ts';
import { Problem } from '../../../ground/problem.ts';
import type { PagePrinter } from '../../../model/page-printer.ts';
import { wholeFileAt } from '../../existing.ts';
import type { Output, Sink } from '../../sink.ts';
import { StagedPath } from '../../staged-path.ts';
import { temporaryPath } from '../../temp-files.ts';

/**
 * Returns the output that prints the finished page into a PDF file. It comes after the page among the outputs. Takes
 * the name of the file, the printer, and where the page is until it has its name.
 */
export function printedOutput(
  file: string,
  printer: PagePrinter | undefined,
  pageAt: () => string | null,
): Output<never> {
  return {
    file,
    columns: [],
    existing: wholeFileAt,
    firstKeys: () => null,
    open: (path) => printedSink(path, printer, pageAt),
  };
}

function printedSink(
  path: string,
  printer: PagePrinter | undefined,
  pageAt: () => string | null,
): Sink<never> {
  const place = new StagedPath(path, false);
  return {
    add: () => undefined,
    finish: async (signal) => {
      const page = pageAt();
      if (page === null || printer === undefined) throw new Problem('export.no_printer', {});
      // A browser tells a page by its extension. Pictures are found from where the page is.
      const named = `${temporaryPath(dirname(path))}.html`;
      try {
        linkOrCopy(page, named);
        await printer.print(named, place.temporary, signal);
      } finally {
        rmSync(named, { force: true });
      }
      place.flush();
    },
    commit: () => place.commit(),
    discard: () => place.discard(),
  };
}

/** Not every file system has links. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
