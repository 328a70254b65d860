import { Problem, type ProblemData } from '../../core/ground/problem.ts';
import type { Secret } from '../../core/ground/secret.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { ReadKey } from '../../keys/read-key.ts';
import { readKeyFile } from '../../keys/read-key-file.ts';
import { keyHint } from './key-hint.ts';

/** Returns a secret from the place that the user named; null when the user named no place. */
export type SecretFrom = (() => Secret) | null;

/** A private key file, and where its passphrase comes from. */
export interface KeyFile {
  readonly file: string;
  readonly passphrase: SecretFrom;
}

/** What a passphrase is asked for: a key file, or a key of the workspace by its name. */
export type AskedFor =
  | { readonly kind: 'file'; readonly file: string; readonly hint: string | null }
  | { readonly kind: 'kept'; readonly name: string };

/** A message about keys while they are read. */
export type KeyNote =
  /** The typed passphrase is wrong: Attaché asks for it again. */
  | { readonly kind: 'wrong'; readonly problem: ProblemData }
  /** The file has `count` more key records, which have another passphrase. */
  | { readonly kind: 'others'; readonly file: string; readonly count: number }
  | { readonly kind: 'short'; readonly file: string; readonly bits: number }
  /** A key of the workspace stays locked: there is no passphrase, or the passphrase is wrong. */
  | { readonly kind: 'not-used'; readonly name: string; readonly why: 'no-passphrase' | 'wrong-passphrase' };

/** How passphrases are requested, and where messages about keys go. */
export interface KeyPorts {
  /** Asks a person; null when there is nobody to ask. */
  readonly ask: ((asked: AskedFor) => Promise<Secret>) | null;
  readonly onNote: (note: KeyNote) => void;
}

/** How many times a person is asked for one passphrase. */
const TRIES = 3;

/**
 * Reads a key file. The passphrase comes from the place that the user named, else from a person, who sees the
 * hint that a server has for it. Throws `key.*` problems.
 */
export async function readKeyAsking(
  { file, passphrase }: KeyFile,
  { ask, onNote }: KeyPorts,
  workspace: Pick<Workspace, 'sourceForms'>,
): Promise<readonly ReadKey[]> {
  let hint: string | null = null;
  const keys = await withPassphrase((tried) => readKeyFile(file, tried), passphrase?.(), {
    ask:
      ask === null
        ? null
        : (problem) => {
            hint ??= keyHint(workspace, problem);
            return ask({ kind: 'file', file, hint });
          },
    onNote,
  });
  const others = keys[0]?.others ?? 0;
  if (others > 0) onNote({ kind: 'others', file, count: others });
  for (const { bits, warnings } of keys) {
    if (warnings.includes('short')) onNote({ kind: 'short', file, bits });
  }
  return keys;
}

/**
 * Tries with the given passphrase, or without one. When none was given and there is somebody to ask, asks up
 * to three times.
 */
export async function withPassphrase<T>(
  open: (passphrase: Secret | undefined) => Promise<T>,
  given: Secret | undefined,
  {
    ask,
    onNote,
  }: {
    readonly ask: ((problem: ProblemData) => Promise<Secret>) | null;
    readonly onNote: KeyPorts['onNote'];
  },
): Promise<T> {
  let passphrase = given;
  for (let asked = 0; ; asked += 1) {
    try {
      return await open(passphrase);
    } catch (error) {
      const mayHelp = error instanceof Problem && /^key\.passphrase_(missing|wrong)$/.test(error.code);
      if (!mayHelp || ask === null || given !== undefined || asked === TRIES) throw error;
      if (asked > 0) onNote({ kind: 'wrong', problem: error.data });
      passphrase = await ask(error.data);
    }
  }
}
