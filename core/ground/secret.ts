import { inspect } from 'node:util';

/**
 * A password, passphrase or token that cannot be printed by accident: turning it into text, JSON or a log
 * line gives a placeholder. Only `reveal()` gives the value, so every place that uses one can be found by name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. Never store or pass on what this returns. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
