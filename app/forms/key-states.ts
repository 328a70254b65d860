import type { FormKeyState } from '../../core/model/form-row.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { SourceForm } from '../../core/store/source-forms.ts';
import type { FormsContext } from './forms-context.ts';

/**
 * A key that the server keeps is told before a pull, unless its record was added here. Which key it is, or that there is
 * none, only the definition says.
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

/** What tells which keys are open, and which are kept locked. */
interface KeyStateContext extends Pick<FormsContext, 'keys'> {
  readonly workspace: Pick<FormsContext['workspace'], 'privateKeys'>;
}

/** Which key opens a form, by the fingerprint that its newest definition names, and whether anything stays shut to it. */
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
      // What still waits although this key is open is for another: of an older version, or of a device that was not told.
      const shut = waiting.get(formId) ?? 0;
      return shut > 0
        ? { kind: 'some', name, fingerprint, waiting: shut }
        : { kind: 'open', name, fingerprint };
    }
    const name = kept.get(fingerprint);
    if (name !== undefined) return { kind: 'locked', name, fingerprint };
    // What waits was tried with every key at hand when it came, and when a key came.
    return { kind: 'none', fingerprint, isTried: (waiting.get(formId) ?? 0) > 0 };
  };
}
