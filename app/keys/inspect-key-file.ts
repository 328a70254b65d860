import { basename } from 'node:path';
import { isProblem } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { InspectedKey, OpensForm } from '../../core/model/known-key.ts';
import type { ReadKey } from '../../keys/read-key.ts';
import { KeyForms } from './key-forms.ts';
import { keyHint } from './key-hint.ts';
import type { KeyWork } from './key-work.ts';

/**
 * Reads a key file and tries its keys on the submissions that wait. Keeps nothing: the keys become a draft
 * for `keepKeys`. A file that cannot be used is a result, not an error.
 */
export async function inspectKeyFile(
  work: KeyWork,
  path: string,
  passphrase: Secret | null,
): Promise<InspectedKey> {
  const { workspace, known, drafts, clock } = work;
  const file = basename(path);
  try {
    const read = await readGuarded(work, path, passphrase);
    const forms = new KeyForms(workspace);
    const opens: OpensForm[] = [];
    for (const key of read) opens.push(...(await forms.prove(key, clock.now().toISOString(), false)));
    const names = new Map(known.all().map(({ fingerprint, name }) => [fingerprint, name]));
    return {
      outcome: 'good',
      draftId: drafts.add({ keys: read.map((key) => ({ key, format: key.format })), file, generated: null }),
      file,
      suggestedName: file.replace(/\.[A-Za-z0-9]{1,5}$/, '') || file,
      keys: read.map(({ fingerprint, bits, format }) => ({
        fingerprint,
        bits,
        format,
        alreadyHere: names.get(fingerprint) ?? null,
      })),
      opens,
      waiting: forms.waiting,
    };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.code === 'key.passphrase_missing') {
      return { outcome: 'passphrase-needed', file, hint: keyHint(workspace, error.data) };
    }
    return { outcome: 'wrong', file, problem: error.data };
  }
}

/** Reads a key file; pauses after wrong passphrases (see `PassphraseTries`). Throws `key.*` problems. */
export function readGuarded(
  { tries }: Pick<KeyWork, 'tries'>,
  path: string,
  passphrase: Secret | null,
): Promise<readonly ReadKey[]> {
  return tries.guard(`file ${path}`, basename(path), async () => {
    // Loaded only when needed: the code for unusual key formats is large and would slow the start.
    const { readKeyFile } = await import('../../keys/read-key-file.ts');
    return readKeyFile(path, passphrase ?? undefined);
  });
}
