import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseContent, readAnswers } from '../decrypt/read-answers.ts';
import type { Content } from '../source/source.ts';
import type { Workspace } from '../workspace.ts';
import { XmlError } from '../xml/xml.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { formHints } from './read-forms.ts';

/**
 * Reads submissions again that came before their form's definition did: their records were made by their own structure
 * until now. Returns how many were read again.
 */
export function rereadWithForms(workspace: Workspace): number {
  let count = 0;
  for (const hint of formHints(workspace)) {
    for (const row of workspace.records.readWithoutForm(hint.formId, hint.version)) {
      const content = contentOf(workspace, row);
      if (content === null) continue;
      try {
        const root = parseContent(content, INLINE_LIMIT);
        const answers = readAnswers(root, row.instanceId ?? row.contentId, hint);
        workspace.transaction(() => workspace.records.replace(row.id, hint.formId, answers));
        count += 1;
      } catch (error) {
        // It was readable when it came, mended; it keeps the records that it has.
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
