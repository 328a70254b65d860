import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type FormHint, formHint, readAnswers, readContent } from '../decrypt/read-answers.ts';
import { isProblem } from '../problem.ts';
import type { Content } from '../source/source.ts';
import type { UnnamedPath } from '../store/answer-paths.ts';
import type { UnreadSubmission } from '../store/records.ts';
import type { Workspace } from '../workspace.ts';
import { breathe } from './breathe.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';

/** So long it may keep everything else in this process waiting. */
const LONGEST_MS = 20;

/** Which elements repeat in each form version, by the definition that its submissions are read with now. */
export function readingOf(workspace: Workspace): ReadonlyMap<string, string> {
  const defined = formHints(workspace).filter(isDefined);
  return new Map(defined.map((hint) => [versionKey(hint), JSON.stringify(hint.shape)]));
}

function isDefined({ isSeen }: FormHint): boolean {
  return isSeen !== true;
}

function versionKey({ formId, version }: FormHint): string {
  return JSON.stringify([formId, version]);
}

/**
 * Reads submissions again that came before their form's definition did: their records were made by their own structure
 * until now. Also those whose rows another definition of the same version has made (`before`): it was damaged on the way,
 * or its makers changed the form without a new version. And those of versions that have no definition, which are read by
 * a guess from the others, when one of the others is new. Returns how many were read again.
 */
export async function rereadWithForms(
  workspace: Workspace,
  before: ReadonlyMap<string, string> = new Map(),
): Promise<number> {
  const { records } = workspace;
  const hints = formHints(workspace);
  const reading = new Reading(workspace);
  for (const [formId, versions] of Map.groupBy(hints.filter(isDefined), (hint) => hint.formId)) {
    let isChanged = false;
    for (const hint of versions) {
      const shape = before.get(versionKey(hint));
      const isOther = shape !== JSON.stringify(hint.shape);
      isChanged ||= isOther;
      if (shape !== undefined && isOther) {
        workspace.transaction(() => records.readAgain(formId, hint.version));
      }
      for (const row of records.readWithoutForm(formId, hint.version)) await reading.read(row, hint);
    }
    if (!isChanged) continue;
    const known = versions.map(({ version }) => version);
    for (const row of records.readByGuess(formId, known)) {
      const hint = formHint(hints, formId, row.version);
      if (hint !== null) await reading.read(row, hint);
    }
  }
  await readMisplaced(workspace, hints, reading);
  for (const formId of reading.formIds) {
    workspace.transaction(() => records.paths.drop(formId, records.paths.of(formId)));
  }
  return reading.count;
}

/**
 * Reads submissions again of which no definition is here, and that came before another one has shown that a part of the
 * form repeats: with one row of it they looked as if it were a group.
 */
export async function rereadRepeats(workspace: Workspace): Promise<void> {
  await readMisplaced(workspace, formHints(workspace), new Reading(workspace));
}

async function readMisplaced(
  workspace: Workspace,
  hints: readonly FormHint[],
  reading: Reading,
): Promise<void> {
  const { records } = workspace;
  for (const [formId, versions] of Map.groupBy(hints, (hint) => hint.formId)) {
    const repeats = [...new Set(versions.flatMap(({ shape }) => shape.repeats))];
    const misplaced = (): readonly UnnamedPath[] => {
      const paths = records.paths.misplaced(formId, repeats);
      return paths.length === 0 ? [] : workspace.transaction(() => records.paths.drop(formId, paths));
    };
    if (misplaced().length === 0) continue;
    const defined = versions.filter(isDefined).map(({ version }) => version);
    for (const row of records.readByGuess(formId, defined)) {
      const hint = formHint(hints, formId, row.version);
      if (hint !== null) await reading.read(row, hint);
    }
    misplaced();
  }
}

/** Reads single submissions again, giving everything else in this process its turn. */
class Reading {
  readonly #workspace: Workspace;
  #paused = performance.now();
  count = 0;
  readonly formIds = new Set<string>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  async read(row: UnreadSubmission, hint: FormHint): Promise<void> {
    const workspace = this.#workspace;
    try {
      const content = contentOf(workspace, row);
      if (content === null) return;
      const { root } = readContent(content, INLINE_LIMIT);
      const answers = readAnswers(root, row.instanceId ?? row.contentId, hint);
      workspace.transaction(() => workspace.records.replace(row.id, hint.formId, answers));
      this.count += 1;
      this.formIds.add(hint.formId);
      if (performance.now() - this.#paused > LONGEST_MS) {
        await breathe();
        this.#paused = performance.now();
      }
    } catch (error) {
      // It was readable when it came, mended or not, and keeps the records that it has. What has become of its file since
      // is found by verifying.
      if (isProblem(error)) throw error;
    }
  }
}

function contentOf(
  workspace: Workspace,
  row: { readonly xml: Uint8Array | null; readonly xmlFile: string | null },
): Content | null {
  if (row.xml !== null) return { kind: 'bytes', bytes: row.xml };
  if (row.xmlFile === null) return null;
  const path = join(workspace.filesFolder, row.xmlFile);
  return { kind: 'file', path, size: statSync(path).size };
}
