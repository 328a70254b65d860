import { fitsKey } from '../../core/decrypt/fits-key.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { Proof } from '../../core/store/private-keys.ts';
import type { Workspace } from '../../core/workspace.ts';
import type { UnlockedKey } from '../../keys/key.ts';
import type { FormKey } from '../ipc/common.ts';
import type { KeysOverview, OpensForm } from '../ipc/keys.ts';

/** A form at a source, with the definitions that are here, newest first, and how many submissions. */
interface KnownForm {
  readonly form: FormKey;
  readonly title: string;
  readonly faces: readonly FormFace[];
  readonly here: number;
  readonly notReadable: number;
}

/** Which keys open which forms: by the fingerprints that forms name, and by what was tried. */
export class KeyForms {
  readonly #workspace: Workspace;
  readonly #forms: readonly KnownForm[];
  readonly #proofs: ReadonlyMap<string, Proof>;

  /** Reads what the workspace has now. */
  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    const faces = Map.groupBy(workspace.forms.faces(), ({ formId }) => formId);
    const totals = new Map(workspace.totals.all().map((total) => [idOf(total), total]));
    const listed = new Map<string, FormKey & { readonly title: string | null }>();
    for (const { source, formId, title } of workspace.sourceForms.all()) {
      if (formId !== '') listed.set(idOf({ source, formId }), { source, formId, title });
    }
    for (const [id, { source, formId }] of totals) {
      if (formId !== '' && !listed.has(id)) listed.set(id, { source, formId, title: null });
    }
    this.#forms = [...listed].map(([id, { source, formId, title }]) => {
      const own = faces.get(formId) ?? [];
      const total = totals.get(id);
      return {
        form: { source, formId },
        title: title ?? own[0]?.title ?? formId,
        faces: own,
        here: total?.here ?? 0,
        notReadable: total?.notReadable ?? 0,
      };
    });
    this.#proofs = new Map(
      workspace.privateKeys.proofs().map((proof) => [proofId(proof.fingerprint, proof), proof.proof]),
    );
  }

  /** The forms that a key opens, as far as is known without trying: those that name it, and those proved. */
  opens(fingerprint: string): OpensForm[] {
    return this.#forms.flatMap((known) => {
      const versions = versionsFor(known, fingerprint);
      const stored = this.#proofs.get(proofId(fingerprint, known.form)) ?? 'nothing-to-try';
      const proof =
        stored === 'nothing-to-try' && this.#workspace.keySamples.hasOpened(fingerprint, known.form.formId)
          ? 'opened'
          : stored;
      if (versions.length === 0 && proof !== 'opened') return [];
      return [this.#opensForm(known, fingerprint, versions, proof)];
    });
  }

  /**
   * Tries a key on one real submission of each version of each form that names it, or whose definition is not here, and
   * keeps what came of it when `isKept`. Lets others have a turn after each form.
   */
  async prove(
    key: Pick<UnlockedKey, 'fingerprint' | 'privateKey' | 'bits'>,
    at: string,
    isKept: boolean,
  ): Promise<OpensForm[]> {
    const found: OpensForm[] = [];
    const { fingerprint } = key;
    for (const known of this.#forms) {
      const versions = versionsFor(known, fingerprint);
      const named = new Set(versions);
      const missing = (version: string | null): boolean =>
        !known.faces.some((face) => face.version === version);
      const samples = this.#workspace.keySamples
        .of(known.form.source, known.form.formId, fingerprint)
        .filter(({ version }) => named.has(version ?? '') || missing(version));
      const outcomes = samples.map(({ version, manifest }) => ({ version, fits: fitsKey(key, manifest) }));
      const opened = outcomes.filter(({ fits }) => fits === true).map(({ version }) => version ?? '');
      const isRefused = outcomes.some(({ fits }) => fits === false);
      const proof = opened.length > 0 ? 'opened' : isRefused ? 'refused' : 'nothing-to-try';
      if (versions.length > 0 || proof === 'opened') {
        found.push(this.#opensForm(known, fingerprint, [...new Set([...versions, ...opened])], proof));
        if (isKept) this.#workspace.privateKeys.prove({ fingerprint, ...known.form, proof, triedAt: at });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return found;
  }

  /** Encrypted forms that none of these keys opens, with how many of their submissions cannot be read. */
  without(fingerprints: ReadonlySet<string>): KeysOverview['without'] {
    return this.#forms.flatMap(({ form, title, faces, notReadable }) => {
      const asked = [...new Set(faces.flatMap(({ keyFingerprint }) => keyFingerprint ?? []))];
      const lacking = asked.filter((fingerprint) => !fingerprints.has(fingerprint));
      const isProved = [...fingerprints].some(
        (fingerprint) => this.#proofs.get(proofId(fingerprint, form)) === 'opened',
      );
      const waits = notReadable > 0 && this.#workspace.keySamples.isWaiting(form.formId);
      // A form whose older key is at hand but not its newest, or the other way round, lacks one where something waits.
      const lacks =
        asked.length > 0
          ? lacking.length === asked.length || (lacking.length > 0 && waits)
          : waits && !isProved;
      if (!lacks) return [];
      const [fingerprint = null] = lacking;
      return [{ form, title, submissions: waits ? notReadable : 0, fingerprint }];
    });
  }

  #opensForm(
    { form, title, here }: KnownForm,
    fingerprint: string,
    versions: readonly string[],
    proof: Proof,
  ): OpensForm {
    const belonging = this.#workspace.keySamples.belonging(fingerprint, form.formId, versions);
    // A form that two sources have is counted at each by what is there.
    return { ...form, title, versions, submissions: Math.min(here, belonging), proof };
  }
}

/** The versions of a form whose definition names that key; '' is "no version". */
function versionsFor({ faces }: KnownForm, fingerprint: string): string[] {
  return faces
    .filter(({ keyFingerprint }) => keyFingerprint === fingerprint)
    .map(({ version }) => version ?? '');
}

function idOf({ source, formId }: FormKey): string {
  return JSON.stringify([source, formId]);
}

function proofId(fingerprint: string, form: FormKey): string {
  return `${fingerprint} ${idOf(form)}`;
}
