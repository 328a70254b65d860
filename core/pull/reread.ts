import { join } from 'node:path';
import { breathe } from '../ground/breath.ts';
import { sizeOfFile } from '../ground/file-cipher.ts';
import { isProblem } from '../ground/problem.ts';
import type { Content } from '../model/fetched.ts';
import { storedContent } from '../model/file-places.ts';
import { type Answers, type FormHint, formHint, readAnswers, readContent } from '../record/read-answers.ts';
import type { UnnamedPath } from '../store/answer-paths.ts';
import type { UnreadSubmission } from '../store/records.ts';
import type { Workspace } from '../store/workspace.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';

/** The longest time, in milliseconds, that reading may block other work of this process. */
const LONGEST_MS = 20;

/** The parts of a workspace that reading stored submissions again needs. */
export type RecordParts = Pick<Workspace, 'forms' | 'records' | 'filesFolder' | 'fileKeys' | 'transaction'>;

type WritingParts = Omit<RecordParts, 'forms'>;

/**
 * Which elements repeat in each form version, according to the definition that its submissions are read with
 * now.
 */
export function readingOf(workspace: Pick<Workspace, 'forms' | 'records'>): ReadonlyMap<string, string> {
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
 * Reads four kinds of submissions again. First, those that came before their form's definition: their records
 * were made from their own structure. Second, those whose rows were made with another definition of the same
 * version (`before`): that definition was damaged in transit, or its makers changed the form without a new
 * version. Third, those of versions without a definition, when another version has a new one: they are read
 * by a guess from the other versions. Fourth, those of versions without a definition whose answers are stored
 * outside a part that, as is now known, repeats. Returns how many submissions were read again.
 */
export async function rereadWithForms(
  workspace: RecordParts,
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
      await reading.read(records.readWithoutForm(formId, hint.version), () => hint);
    }
    if (!isChanged) continue;
    const known = versions.map(({ version }) => version);
    await reading.read(records.readByGuess(formId, known), ({ version }) => formHint(hints, formId, version));
  }
  await readMisplaced(workspace, hints, reading);
  for (const formId of reading.formIds) {
    workspace.transaction(() => records.paths.drop(formId, records.paths.of(formId), 'named'));
  }
  return reading.count;
}

/**
 * Reads submissions without a definition again, if they came before another submission showed that a part of
 * the form repeats. With a single row, that part looked like a group.
 */
export async function rereadRepeats(workspace: RecordParts): Promise<void> {
  await readMisplaced(workspace, formHints(workspace), new Reading(workspace));
}

async function readMisplaced(
  workspace: Pick<Workspace, 'records' | 'transaction'>,
  hints: readonly FormHint[],
  reading: Reading,
): Promise<void> {
  const { records } = workspace;
  for (const [formId, versions] of Map.groupBy(hints, (hint) => hint.formId)) {
    const repeats = [...new Set(versions.flatMap(({ shape }) => shape.repeats))];
    const misplaced = (): readonly UnnamedPath[] => {
      const paths = records.paths.misplaced(formId, repeats);
      return paths.length === 0
        ? []
        : workspace.transaction(() => records.paths.drop(formId, paths, 'misplaced'));
    };
    if (misplaced().length === 0) continue;
    const defined = versions.filter(isDefined).map(({ version }) => version);
    await reading.read(records.readByGuess(formId, defined), ({ version }) =>
      formHint(hints, formId, version),
    );
    misplaced();
  }
}

/** Reads submissions again, some in each transaction, and lets other work of this process run in between. */
class Reading {
  readonly #workspace: WritingParts;
  count = 0;
  readonly formIds = new Set<string>();

  constructor(workspace: WritingParts) {
    this.#workspace = workspace;
  }

  async read<Row extends UnreadSubmission>(
    rows: Iterable<Row>,
    hintOf: (row: Row) => FormHint | null,
  ): Promise<void> {
    let read: ReadAgain[] = [];
    let paused = performance.now();
    for (const row of rows) {
      const hint = hintOf(row);
      const answers = hint === null ? null : answersAgain(this.#workspace, row, hint);
      if (hint !== null && answers !== null) read.push({ id: row.id, formId: hint.formId, answers });
      if (performance.now() - paused <= LONGEST_MS) continue;
      this.#store(read);
      read = [];
      await breathe();
      paused = performance.now();
    }
    this.#store(read);
  }

  #store(read: readonly ReadAgain[]): void {
    if (read.length === 0) return;
    const { records } = this.#workspace;
    this.#workspace.transaction(() => {
      for (const { id, formId, answers } of read) records.replace(id, formId, answers);
    });
    this.count += read.length;
    for (const { formId } of read) this.formIds.add(formId);
  }
}

/**
 * The answers of a stored submission, read from its own document. Null when the document is not readable any
 * more: it was readable when it came, repaired or not, so the submission keeps its records. Verifying finds
 * what happened to the file.
 */
export function answersAgain(
  workspace: Pick<Workspace, 'filesFolder' | 'fileKeys'>,
  row: UnreadSubmission,
  hint: FormHint | null,
): Answers | null {
  try {
    const content = contentOf(workspace, row);
    if (content === null) return null;
    const { root } = readContent(content, INLINE_LIMIT);
    return readAnswers(root, row.instanceId ?? row.contentId, hint);
  } catch (error) {
    if (isProblem(error)) throw error;
    return null;
  }
}

interface ReadAgain {
  readonly id: number;
  readonly formId: string;
  readonly answers: Answers;
}

function contentOf(
  workspace: Pick<Workspace, 'filesFolder' | 'fileKeys'>,
  row: { readonly xml: Uint8Array | null; readonly xmlFile: string | null },
): Content | null {
  if (row.xml !== null) return { kind: 'bytes', bytes: row.xml };
  if (row.xmlFile === null) return null;
  const { filesFolder, fileKeys } = workspace;
  const size = sizeOfFile(join(filesFolder, row.xmlFile), fileKeys?.content ?? null);
  return size === null ? null : storedContent(filesFolder, row.xmlFile, size, fileKeys);
}
