import type { FormKeyState } from '../../core/model/form-row.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import type { FormsContext } from './forms-context.ts';

/**
 * Adds to a form's key state that the server keeps the key. This is known before a pull. Only the form
 * definition says which key it is, or that there is none. A key whose record was added here does not count as
 * kept by the server.
 */
export function stateOfKey(
  { isKeyKept, keptKeys, isEncrypted }: SourceForm,
  state: FormKeyState,
): FormKeyState {
  const isHere = state.kind === 'open' || state.kind === 'some' || state.kind === 'locked';
  const isOther =
    keptKeys !== null &&
    state.kind === 'none' &&
    state.fingerprint !== null &&
    !keptKeys.includes(state.fingerprint);
  if (isKeyKept && !isHere && !isOther) return { kind: 'server' };
  return isEncrypted && state.kind === 'unknown'
    ? { kind: 'none', fingerprint: null, isTried: false }
    : state;
}

/** What says which keys are unlocked, and which are kept here but locked. */
interface KeyStateContext extends Pick<FormsContext, 'keys'> {
  readonly workspace: Pick<FormsContext['workspace'], 'privateKeys'>;
}

/**
 * Returns, for each form, the key that its newest definition names by fingerprint, its state, and whether
 * submissions still wait.
 */
export function keyStates(
  { workspace, keys }: KeyStateContext,
  faces: ReadonlyMap<string, readonly FormFace[]>,
  waiting: ReadonlyMap<string, number>,
): (formId: string) => FormKeyState {
  const kept = new Map(workspace.privateKeys.all().map(({ fingerprint, name }) => [fingerprint, name]));
  return (formId) => {
    const newest = faces.get(formId)?.[0];
    if (newest === undefined) return { kind: 'unknown' };
    const fingerprint = newest.keyFingerprint;
    if (fingerprint === null) return { kind: 'not-encrypted' };
    const held = keys.find(fingerprint);
    if (held !== null) {
      const { name } = held;
      // Submissions that still wait although this key is unlocked need another key: that of an older version,
      // or of a device with another definition.
      const shut = waiting.get(formId) ?? 0;
      return shut > 0
        ? { kind: 'some', name, fingerprint, waiting: shut }
        : { kind: 'open', name, fingerprint };
    }
    const name = kept.get(fingerprint);
    if (name !== undefined) return { kind: 'locked', name, fingerprint };
    // Waiting submissions were tried with every available key when they arrived, and again when a key was
    // added.
    return { kind: 'none', fingerprint, isTried: (waiting.get(formId) ?? 0) > 0 };
  };
}
