import type { RefKey } from '../../core/model/submission-ref.ts';

/**
 * The submissions that are being decrypted or stored now. Each change is reported, so that after a crash the right
 * submission is blamed.
 */
export class InHandList {
  readonly #tell: (step: string | null, refs: readonly RefKey[]) => void;
  readonly #refs = new Map<string, RefKey>();

  constructor(tell: (step: string | null, refs: readonly RefKey[]) => void) {
    this.#tell = tell;
  }

  /** Call it before work on the submissions begins. */
  begin(refs: readonly RefKey[]): void {
    for (const ref of refs) this.#refs.set(keyOf(ref), ref);
    this.#tell('opening', [...this.#refs.values()]);
  }

  /** Call it after the work, or when nobody works on the submissions for a while. */
  end(refs: readonly RefKey[]): void {
    for (const ref of refs) this.#refs.delete(keyOf(ref));
    this.#tell(this.#refs.size > 0 ? 'opening' : 'pulling', [...this.#refs.values()]);
  }

  /** The pull has started: it reads lists and downloads, and decrypts nothing yet. */
  start(): void {
    this.#tell('pulling', []);
  }

  /** The pull has ended. */
  close(): void {
    this.#refs.clear();
    this.#tell(null, []);
  }
}

function keyOf({ source, formId, locator }: RefKey): string {
  return JSON.stringify([source, formId, locator]);
}
