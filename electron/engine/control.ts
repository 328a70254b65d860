import type { Keychain } from '../../app/keys/keychain.ts';
import type { FromEngine, ToEngine } from '../ipc/control.ts';

type Waiting = (text: string | null) => void;

/** Asks the main process for what only it has: the keychain, and the system's proxy. */
export class Control {
  readonly #tell: (message: FromEngine) => void;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(tell: (message: FromEngine) => void) {
    this.#tell = tell;
  }

  readonly keychain: Keychain = {
    protect: async (text) => {
      const kept = await this.#ask((id) => ({ type: 'keychain', id, action: 'protect', text }));
      if (kept === null) throw new Error('the keychain refused');
      return kept;
    },
    reveal: (kept) => this.#ask((id) => ({ type: 'keychain', id, action: 'reveal', text: kept })),
  };

  systemProxy(url: string): Promise<string | null> {
    return this.#ask((id) => ({ type: 'proxy', id, url }));
  }

  /** Handles a reply. Returns false when the message is not a reply. */
  hear(message: ToEngine): boolean {
    if (message.type !== 'keychain' && message.type !== 'proxy') return false;
    this.#waiting.get(message.id)?.(message.type === 'keychain' ? message.text : message.proxy);
    this.#waiting.delete(message.id);
    return true;
  }

  #ask(make: (id: number) => FromEngine): Promise<string | null> {
    const id = this.#next;
    this.#next += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell(make(id));
    });
  }
}
