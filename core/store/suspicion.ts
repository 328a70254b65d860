import { storable } from '../ground/xml/characters.ts';
import { trimXml } from '../ground/xml/xml.ts';
import type { OpenedSubmission } from '../model/opened.ts';

/** What only the store knows of a copy that came, and makes it look damaged. */
export interface StoreSuspicion {
  /** It came without encryption to a form that asks for it. */
  readonly isPlainWhereSealed: boolean;
  /** No key opens it, the key that its form names among them. */
  readonly isShutForItsKey: boolean;
  /** The instance ID that its source lists it by; null where it lists none. */
  readonly listedId: string | null;
}

/**
 * Whether a copy looks damaged: what its signature proves never does; else one that could not be read or opened, that no
 * key opens though its form's key was tried, that came without encryption to a form that asks for it, that has another
 * ID than its source lists, that names no form, or that does not name a file which came with it.
 */
export function isSuspect(opened: OpenedSubmission, told: StoreSuspicion): boolean {
  const { signature, state, problems, instanceId } = opened;
  if (signature === 'valid') return false;
  // That we failed on it says nothing of it, when it could still be told which it is.
  const isOurs = instanceId !== null && problems.some(({ code }) => code === 'submission.unexpected');
  if (isOurs) return false;
  // Its files are those of an earlier version, which is here and whole: the same will come again.
  if (problems.some(({ code }) => code === 'submission.edit_not_kept')) return false;
  if (state === 'failed' || told.isPlainWhereSealed || told.isShutForItsKey) return true;
  // A web page in the place of a submission is read as one, too.
  if (opened.isFormGuessed === true) return true;
  const listed = told.listedId === null ? null : storable(trimXml(told.listedId));
  if (listed !== null && instanceId !== null && isOtherUuid(instanceId, listed)) return true;
  return problems.some(({ code }) => looksDamaged(code)) || hasUnnamedFile(opened);
}

/** Servers list what has an ID of another kind by an ID of their own. */
function isOtherUuid(one: string, other: string): boolean {
  const isUuid = (id: string): boolean => /^uuid:/i.test(id);
  return isUuid(one) && isUuid(other) && one.toLowerCase() !== other.toLowerCase();
}

/** Problems that damage on the way makes, too. */
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

/** Whether its manifest names a file that is not here, while one is here that it does not name. */
function hasUnnamedFile({ encrypted, attachments, ciphertext, problems }: OpenedSubmission): boolean {
  if (!encrypted) return false;
  const lacksAnswers = problems.some(
    ({ code }) => code === 'submission.xml_enc_missing' || code === 'source.answers_deleted',
  );
  if (!lacksAnswers && !attachments.some(({ state }) => state === 'missing')) return false;
  const named = attachments.filter(({ state }) => state === 'present' || state === 'failed').length;
  // Several files of one name are one file that is named.
  return new Set(ciphertext.map(({ name }) => name)).size > named + (lacksAnswers ? 0 : 1);
}
