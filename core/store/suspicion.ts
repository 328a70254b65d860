import { storable } from '../ground/xml/characters.ts';
import { trimXml } from '../ground/xml/xml.ts';
import type { OpenedSubmission } from '../model/opened.ts';

/** What only the store knows of a new copy, and what can make the copy look damaged. */
export interface StoreSuspicion {
  /** It came without encryption to a form that asks for it. */
  readonly isPlainWhereSealed: boolean;
  /** No key decrypts it, and the key that its form names was tried. */
  readonly isShutForItsKey: boolean;
  /** The instance ID that its source lists for it; null where the source lists none. */
  readonly listedId: string | null;
}

/**
 * Whether a copy looks damaged. A copy that its signature proves never does. Any other does when it could not
 * be read or decrypted; when no key decrypts it although its form's key was tried; when it came unencrypted
 * to a form that asks for encryption; when its ID is not the one in its source's list; when it names no form;
 * or when it does not name a file that came with it.
 */
export function isSuspect(opened: OpenedSubmission, told: StoreSuspicion): boolean {
  const { signature, state, problems, instanceId } = opened;
  if (signature === 'valid') return false;
  // A bug of ours proves nothing about the copy, as long as its instance ID could be read.
  const isOurs = instanceId !== null && problems.some(({ code }) => code === 'submission.unexpected');
  if (isOurs) return false;
  // Its files are those of an earlier version, which is here and whole. The same will come again.
  if (problems.some(({ code }) => code === 'submission.edit_not_kept')) return false;
  if (state === 'failed' || told.isPlainWhereSealed || told.isShutForItsKey) return true;
  // This also catches a web page that came in place of a submission.
  if (opened.isFormGuessed === true) return true;
  const listed = told.listedId === null ? null : storable(trimXml(told.listedId));
  if (listed !== null && instanceId !== null && isOtherUuid(instanceId, listed)) return true;
  return problems.some(({ code }) => looksDamaged(code)) || hasUnnamedFile(opened);
}

/** For a submission with another kind of ID, servers list an ID of their own. */
function isOtherUuid(one: string, other: string): boolean {
  const isUuid = (id: string): boolean => /^uuid:/i.test(id);
  return isUuid(one) && isUuid(other) && one.toLowerCase() !== other.toLowerCase();
}

/** Problems that damage in transit also causes. */
function looksDamaged(code: string): boolean {
  if (code.startsWith('decrypt.')) return code !== 'decrypt.signature_absent';
  return LOOK_DAMAGED.has(code);
}

const LOOK_DAMAGED: ReadonlySet<string> = new Set([
  'submission.xml_invalid',
  'submission.no_form_id',
  'submission.unsafe_name',
  'submission.bytes_damaged',
  'submission.characters_kept',
  'submission.characters_replaced',
]);

/** Whether its manifest names a file that is not here, while there is a file here that it does not name. */
function hasUnnamedFile({ encrypted, attachments, ciphertext, problems }: OpenedSubmission): boolean {
  if (!encrypted) return false;
  const lacksAnswers = problems.some(
    ({ code }) => code === 'submission.xml_enc_missing' || code === 'source.answers_deleted',
  );
  if (!lacksAnswers && !attachments.some(({ state }) => state === 'missing')) return false;
  const named = attachments.filter(({ state }) => state === 'present' || state === 'failed').length;
  // Several files with one name count as one named file.
  return new Set(ciphertext.map(({ name }) => name)).size > named + (lacksAnswers ? 0 : 1);
}
