import type { RunReport } from '../../core/model/run-report.ts';
import { type OpenWaitingOptions, openWaiting } from '../../core/pull/open-waiting.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type KnownFormParts, requireForms } from '../forms/known-forms.ts';
import type { Onlooker, ReadKeys } from './run-source.ts';
import { takeTurn } from './take-turn.ts';

/** What decrypting stored submissions needs. */
export interface DecryptWaitingOptions extends Omit<OpenWaitingOptions, 'onProgress' | 'keys'> {
  readonly workspace: OpenWaitingOptions['workspace'] & KnownFormParts & Pick<Workspace, 'pullLock'>;
  readonly keys: ReadKeys;
}

/**
 * Decrypts stored submissions that wait for a key, with the available keys, when no other program pulls into
 * the workspace. Sends no request to any source. Throws `usage.form_unknown` and `store.*` problems.
 */
export async function decryptWaiting(
  options: DecryptWaitingOptions,
  { onProgress, onElsewhere }: Pick<Onlooker, 'onProgress' | 'onElsewhere'>,
): Promise<RunReport> {
  const { workspace, formId, clock, signal } = options;
  requireForms(workspace, formId === null ? null : [formId]);
  const keys = await options.keys();
  return takeTurn(workspace, clock, signal, onElsewhere, () => openWaiting({ ...options, keys, onProgress }));
}
