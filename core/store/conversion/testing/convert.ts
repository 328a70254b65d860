import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWorkspaceKeys } from '../../../../fixtures/workspace-keys.ts';
import type { ConversionProgress, ConversionReport } from '../../../model/conversion.ts';
import { KEY_FILE, type WorkspaceKeys } from '../../../model/workspace-keys.ts';
import { Conversion } from '../conversion.ts';

export interface Way {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ConversionProgress) => void;
}

/** Encrypts a workspace under the keys of tests, or decrypts it (`to` null). The key file is a stand-in. */
export async function convert(
  folder: string,
  to: WorkspaceKeys | null,
  { signal = new AbortController().signal, onProgress = () => undefined }: Way = {},
): Promise<ConversionReport> {
  const conversion = Conversion.begin(folder, to === null ? 'plain' : 'encrypted');
  try {
    if (conversion.finished !== null) return conversion.finished;
    if (to !== null) {
      mkdirSync(conversion.newFolder, { recursive: true });
      writeFileSync(join(conversion.newFolder, KEY_FILE), '{}');
    }
    return await conversion.run({ from: to === null ? testWorkspaceKeys() : null, to, signal, onProgress });
  } finally {
    conversion.release();
  }
}
