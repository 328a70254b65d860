import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type FormHint, readAnswers, readContent } from '../decrypt/read-answers.ts';
import type { Content } from '../source/source.ts';
import type { Workspace } from '../workspace.ts';
import { XmlError } from '../xml/xml.ts';
import { breathe } from './breathe.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';

/** So long it may keep everything else in this process waiting. */
const LONGEST_MS = 20;

/** Which elements repeat in each form version, by the definition that its submissions are read with now. */
export function readingOf(workspace: Workspace): ReadonlyMap<string, string> {
  return new Map(formHints(workspace).map((hint) => [versionKey(hint), JSON.stringify(hint.shape)]));
}

function versionKey({ formId, version }: FormHint): string {
  return JSON.stringify([formId, version]);
}

/**
 * Reads submissions again that came before their form's definition did: their records were made by their own structure
 * until now. Also those whose rows another definition of the same version has made (`before`): it was damaged on the way,
 * or its makers changed the form without a new version. Returns how many were read again.
 */
export async function rereadWithForms(
  workspace: Workspace,
  before: ReadonlyMap<string, string> = new Map(),
): Promise<number> {
  let count = 0;
  let paused = performance.now();
  for (const hint of formHints(workspace)) {
    const shape = before.get(versionKey(hint));
    if (shape !== undefined && shape !== JSON.stringify(hint.shape)) {
      workspace.transaction(() => workspace.records.readAgain(hint.formId, hint.version));
    }
    for (const row of workspace.records.readWithoutForm(hint.formId, hint.version)) {
      const content = contentOf(workspace, row);
      if (content === null) continue;
      try {
        const { root } = readContent(content, INLINE_LIMIT);
        const answers = readAnswers(root, row.instanceId ?? row.contentId, hint);
        workspace.transaction(() => workspace.records.replace(row.id, hint.formId, answers));
        count += 1;
        if (performance.now() - paused > LONGEST_MS) {
          await breathe();
          paused = performance.now();
        }
      } catch (error) {
        // It was readable when it came; it keeps the records that it has.
        if (!(error instanceof XmlError)) throw error;
      }
    }
  }
  return count;
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
