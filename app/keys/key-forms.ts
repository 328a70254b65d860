import { fitsKey } from '../../core/decrypt/fits-key.ts';
import { type FormOfSource, idOfForm } from '../../core/model/form-ref.ts';
import type { UnlockedKey } from '../../core/model/key.ts';
import type { FormWithoutKey, KeyTrial, OpensForm } from '../../core/model/known-key.ts';
import type { FormFace } from '../../core/store/forms.ts';
import type { WaitingVersion } from '../../core/store/version-keys.ts';
import type { KeyParts } from './key-context.ts';

/** A form at a source, with its definitions, newest first, and its numbers of submissions. */
interface KnownForm {
  readonly form: FormOfSource;
  readonly title: string;
  readonly faces: readonly FormFace[];
  readonly here: number;
}

/** Which keys decrypt which forms: by the fingerprints that forms name, and by earlier tries. */
export class KeyForms {
  readonly #workspace: KeyParts;
  readonly #forms: readonly KnownForm[];
  readonly #proofs: ReadonlyMap<string, KeyTrial>;
  readonly #waiting: ReadonlyMap<string, readonly WaitingVersion[]>;

  /** Reads the current state of the workspace. */
  constructor(workspace: KeyParts) {
    this.#workspace = workspace;
    const faces = Map.groupBy(workspace.forms.faces(), ({ formId }) => formId);
    const totals = new Map(workspace.totals.all().map((total) => [idOfForm(total), total]));
    const listed = new Map<string, FormOfSource & { readonly title: string | null }>();
    for (const { source, formId, title } of workspace.sourceForms.all()) {
      if (formId !== '') listed.set(idOfForm({ source, formId }), { source, formId, title });
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
      };
    });
    this.#waiting = Map.groupBy(workspace.versionKeys.waiting(), ({ formId }) => formId);
    this.#proofs = new Map(
      workspace.privateKeys.proofs().map((proof) => [proofId(proof.fingerprint, proof), proof.proof]),
    );
  }

  /** How many submissions of all forms wait for a key. */
  get waiting(): number {
    return [...this.#waiting.values()].flat().reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /**
   * Returns the forms that a key decrypts, as far as is known without trying: forms that name it, and forms
   * that it was proved on. When the key is unlocked, submissions that still wait were tried with it, and it
   * does not decrypt them.
   */
  opens(fingerprint: string, isOpen: boolean): OpensForm[] {
    return this.#forms.flatMap((known) => {
      const versions = versionsFor(known, fingerprint);
      const opened = this.#workspace.keySamples.openedBy(fingerprint, known.form.formId);
      const stored = this.#proofs.get(proofId(fingerprint, known.form)) ?? 'nothing-to-try';
      const proof = stored === 'nothing-to-try' && opened > 0 ? 'opened' : stored;
      if (versions.length === 0 && proof !== 'opened') return [];
      const waits = this.#waiting.get(known.form.formId) ?? [];
      const named = waits.filter((one) => one.fingerprint === fingerprint);
      return [
        this.#opensForm(known, { versions, proof, opened, fits: isOpen ? 0 : sumOf(named), isExact: true }),
      ];
    });
  }

  /**
   * Tries a key on real submissions of each form: on those that wait, version by version, and on one of each
   * version that it has decrypted before. Saves the results when `isKept`. Lets other work run after each
   * version.
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
      const tried = await this.#tried(key, known);
      const proof = tried.versions.length > 0 ? 'opened' : tried.isRefused ? 'refused' : 'nothing-to-try';
      if (versions.length === 0 && proof !== 'opened') continue;
      const { fits, isExact } = tried;
      const opened = this.#workspace.keySamples.openedBy(fingerprint, known.form.formId);
      const all = [...new Set([...versions, ...tried.versions])];
      found.push(this.#opensForm(known, { versions: all, proof, opened, fits, isExact }));
      if (isKept) this.#workspace.privateKeys.prove({ fingerprint, ...known.form, proof, triedAt: at });
    }
    // The time of the try is saved also for a key that no form names yet.
    if (isKept)
      this.#workspace.privateKeys.prove({ fingerprint, ...NO_FORM, proof: 'nothing-to-try', triedAt: at });
    return found;
  }

  /**
   * Returns what a key decrypts of a form: which versions, how many of the waiting submissions, and whether
   * one that it should decrypt failed.
   */
  async #tried(
    key: Pick<UnlockedKey, 'fingerprint' | 'privateKey' | 'bits'>,
    known: KnownForm,
  ): Promise<{
    readonly versions: readonly string[];
    readonly fits: number;
    readonly isExact: boolean;
    readonly isRefused: boolean;
  }> {
    const { keySamples } = this.#workspace;
    const { source, formId } = known.form;
    const versions: string[] = [];
    let fits = 0;
    let isExact = true;
    let isRefused = false;
    for (const { version, waiting } of keySamples.waiting(source, formId)) {
      const face = known.faces.find((one) => one.version === version);
      // A version that names another key is tried too, on a few submissions: devices may have had another
      // definition.
      const isLikely = face === undefined || face.keyFingerprint === key.fingerprint;
      const samples = keySamples.newest(source, formId, version, isLikely ? MANY : FEW);
      const outcomes = samples.map((manifest) => fitsKey(key, manifest));
      const opened = outcomes.filter((outcome) => outcome === true).length;
      if (opened > 0) versions.push(version ?? '');
      if (isLikely && outcomes.includes(false)) isRefused = true;
      if (opened > 0 && samples.length < waiting) isExact = false;
      fits += samples.length < waiting ? Math.round((waiting * opened) / samples.length) : opened;
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const { version, manifest } of keySamples.opened(source, formId, key.fingerprint)) {
      if (fitsKey(key, manifest) === true) versions.push(version ?? '');
    }
    return { versions, fits, isExact, isRefused };
  }

  /**
   * Returns the encrypted forms that none of these keys decrypts or that have submissions waiting for another
   * key, and how many wait. A submission that waits although the key that its version names is unlocked needs
   * another key.
   */
  without(fingerprints: ReadonlySet<string>, open: ReadonlySet<string>): readonly FormWithoutKey[] {
    return this.#forms.flatMap(({ form, title, faces }) => {
      const asked = [...new Set(faces.flatMap(({ keyFingerprint }) => keyFingerprint ?? []))];
      const lacking = asked.filter((fingerprint) => !fingerprints.has(fingerprint));
      const shut = (this.#waiting.get(form.formId) ?? []).filter(
        ({ fingerprint }) => fingerprint === null || !fingerprints.has(fingerprint) || open.has(fingerprint),
      );
      const isProved = [...fingerprints].some(
        (fingerprint) => this.#proofs.get(proofId(fingerprint, form)) === 'opened',
      );
      // When no definition is here, a key that was proved on the form counts as available for it.
      const lacks =
        asked.length > 0 ? lacking.length === asked.length || shut.length > 0 : shut.length > 0 && !isProved;
      if (!lacks) return [];
      const named = shut.find((one) => one.fingerprint !== null && !open.has(one.fingerprint));
      const fingerprint = named?.fingerprint ?? lacking[0] ?? null;
      return [{ form, title, submissions: sumOf(shut), fingerprint }];
    });
  }

  #opensForm(
    { form, title, here }: KnownForm,
    { opened, ...tried }: Omit<OpensForm, keyof FormOfSource | 'title' | 'waiting'>,
  ): OpensForm {
    const waiting = sumOf(this.#waiting.get(form.formId) ?? []);
    // A form that two sources have is counted at each source by the submissions of that source.
    return { ...form, title, waiting, opened: Math.min(here, opened), ...tried };
  }
}

/** The last try of a key is saved under this form, no matter which forms it was tried on. */
const NO_FORM: FormOfSource = { source: '', formId: '' };

/**
 * How many waiting submissions of one version are tried: MANY when the key may fit the version, FEW when the
 * version names another key.
 */
const MANY = 100;
const FEW = 10;

function sumOf(versions: readonly WaitingVersion[]): number {
  return versions.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** The versions of a form whose definition names this key; '' is "no version". */
function versionsFor({ faces }: KnownForm, fingerprint: string): string[] {
  return faces
    .filter(({ keyFingerprint }) => keyFingerprint === fingerprint)
    .map(({ version }) => version ?? '');
}

function proofId(fingerprint: string, form: FormOfSource): string {
  return `${fingerprint} ${idOfForm(form)}`;
}
