import { Corrections } from '../../core/export/corrections/corrections.ts';
import { Deidentified } from '../../core/export/deidentify/deidentified.ts';
import type { Links } from '../../core/export/deidentify/pseudonyms.ts';
import { type ExportOptions, filterOf } from '../../core/export/options.ts';
import type { ReportedStep } from '../../core/export/report/report.ts';
import { wideReader } from '../../core/export/wide-reader.ts';
import type { ProblemData } from '../../core/ground/problem.ts';
import type { RowReader } from '../../core/model/rows.ts';
import { PseudonymLinks } from '../../core/store/pseudonym-links.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { checkLinkingFolder, checkRulesFor } from './deidentify.ts';
import type { ExportRequest } from './export-request.ts';

/** What was done to the rows before the format got them. */
export interface StepsDone {
  readonly steps: readonly ReportedStep[];
  readonly problems: readonly ProblemData[];
  readonly notes: readonly ProblemData[];
  /** Where the originals of pseudonyms go, and what they are; null when nobody asked for them. */
  readonly linking: null | {
    readonly folder: string;
    readonly linked: Iterable<readonly [pseudonym: string, original: string]>;
  };
}

/** The rows of an export as its format gets them. */
export interface ChangedRows {
  readonly reader: RowReader;
  /** Keeps the originals of pseudonyms from now on. Without it, as for a plan or a preview, none is kept. */
  keepOriginals(): void;
  /** Returns what was done. Call it when the rows were read. */
  done(): StepsDone;
  /** Forgets what `done` returns of pseudonyms. Call it at the end, also of an export that failed. */
  close(): void;
}

/**
 * Returns the rows of an export: corrected, then without what identifies people, then with one row for each
 * submission, as far as the user asks for these. The order matters: a correction names a row by its key, which
 * a de-identified export replaces, and a row of a repeat, which is none any more when the table is wide. Throws
 * a Problem for rules that do not fit the form, and for a folder of a linking table that would be given away.
 */
export function changedRows(
  workspace: Pick<Workspace, 'incomingFolder' | 'pseudonymKey' | 'transaction'>,
  reader: RowReader,
  request: Pick<ExportRequest, 'formId' | 'corrections' | 'deidentify'>,
  options: ExportOptions,
): ChangedRows {
  const { corrections: list, deidentify: asked, formId } = request;
  const filter = filterOf(options);
  const corrections = list === undefined ? null : new Corrections(list);
  const corrected = corrections?.reader(reader) ?? reader;
  const linkingFolder = asked?.linkingFolder ?? null;
  // An export to a server has no folder that is given away.
  if (linkingFolder !== null && options.folder !== '')
    checkLinkingFolder(linkingFolder, options.folder, options.workspaces ?? []);
  if (asked !== undefined) checkRulesFor(asked.rules, formId);
  const links = linkingFolder === null ? null : new PseudonymLinks(workspace.incomingFolder);
  let isKept = false;
  const deidentified =
    asked === undefined
      ? null
      : new Deidentified(
          {
            preset: asked.preset ?? '(rules of this export)',
            rules: asked.rules,
            key: workspace.transaction(() => workspace.pseudonymKey.key()),
            links: links === null ? null : keptIf(links, () => isKept),
          },
          formId,
          corrected,
          filter,
        );
  const plain = deidentified?.reader() ?? corrected;
  const isWide = 'repeats' in options && options.repeats === 'wide';
  return {
    reader: isWide ? wideReader(plain, filter) : plain,
    keepOriginals: () => {
      isKept = true;
    },
    done: () => ({
      steps: [corrections?.step(), deidentified?.step()].filter((step) => step !== undefined),
      problems: corrections?.problems() ?? [],
      notes: deidentified?.notes() ?? [],
      linking: linkingFolder === null || links === null ? null : { folder: linkingFolder, linked: links },
    }),
    close: () => links?.clear(),
  };
}

/** Rows are read for plans and previews too, as often as an option changes. These leave nothing on the disk. */
function keptIf(links: PseudonymLinks, isKept: () => boolean): Links {
  return {
    set: (pseudonym, original) => {
      if (isKept()) links.set(pseudonym, original);
    },
    clear: () => links.clear(),
    [Symbol.iterator]: () => links[Symbol.iterator](),
  };
}
