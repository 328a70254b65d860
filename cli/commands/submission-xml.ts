import { findXml } from '../../app/submissions/find-xml.ts';
import { pieces } from '../../core/model/content.ts';
import { storedContent } from '../../core/model/file-places.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { note } from '../output.ts';

/**
 * `attache submissions xml`: writes the exact plaintext bytes of one submission to standard output. Throws
 * `usage.submission_in_forms` when several forms have a submission with this instance ID and the user named
 * no form.
 */
export function printSubmissionXml(
  common: CommonOptions,
  instanceId: string,
  formId: string | null,
): Promise<void> {
  return withWorkspace(common, async (workspace) => {
    const { newest, count } = findXml(workspace, instanceId, formId);
    if (count > 1) {
      note(`${count} submissions have this instance ID. This is the one that was stored last.`);
    }
    if (newest.bytes !== null) await writeOut(newest.bytes);
    else if (newest.file !== null) await copyOut(workspace, newest.file);
  });
}

async function copyOut(workspace: Workspace, file: string): Promise<void> {
  for (const piece of pieces(storedContent(workspace.filesFolder, file, 0, workspace.fileKeys))) {
    await writeOut(Buffer.from(piece));
  }
}

function writeOut(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
