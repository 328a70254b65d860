import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renameSync, rmSync } from '../../core/ground/patient-files.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { type SampleKey, sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { EngineContext } from './context.ts';

const SUBMISSIONS = 240;
const SOURCE = 'Sample storage';

/**
 * Fills the sample workspace. Makes a Briefcase folder with encrypted submissions of three forms, and the keys for
 * them, on this computer. One key is missing on purpose. Does nothing when the workspace is filled already. Returns
 * the forms to pull; none when there is nothing to do.
 */
export async function fillSample(
  context: EngineContext,
): Promise<readonly { readonly source: string; readonly formId: string }[]> {
  const { workspace } = context;
  const folder = join(workspace.folder, 'sample-source');
  if (existsSync(folder)) return [];
  const { generateKey } = await import('../../keys/generate-key.ts');
  const [old, current, lost] = await Promise.all([generateKey(2048), generateKey(2048), generateKey(2048)]);
  const keys: Readonly<Record<SampleKey, typeof old>> = {
    'TEST-key-2023': old,
    'TEST-key-2025': current,
    'TEST-key-lost': lost,
  };
  const project = sampleProject(SUBMISSIONS, (name) => keys[name].publicKey);
  // The folder gets its final name only when it is complete. An engine that ends before leaves no partial folder.
  const beside = `${folder}.new`;
  rmSync(beside, { recursive: true, force: true });
  writeBriefcaseStorage(project, beside);
  renameSync(beside, folder);
  context.keys.hold({ key: old, name: 'sample-2023', file: null, format: null });
  context.keys.hold({ key: current, name: 'sample-2025', file: null, format: null });
  workspace.transaction(() =>
    workspace.servers.add({ name: SOURCE, kind: 'folder', settings: { path: folder } }),
  );
  return project.forms.map(({ formId }) => ({ source: SOURCE, formId }));
}
