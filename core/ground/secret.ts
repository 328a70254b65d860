import { inspect } from 'node:util';

/**
 * A password, passphrase or token that cannot be printed by accident: as text, JSON or in a log it is a
 * placeholder. Only `reveal()` returns the value, so a search for that name finds every place that uses it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the value, for the one call that needs it. Never store it or pass it on. */
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
