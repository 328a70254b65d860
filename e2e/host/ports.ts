import { EventEmitter } from 'node:events';

/**
 * One end of a message channel, as Electron's `MessagePortMain`. When it is transferred, this object stays as the stub
 * that carries its messages to wherever it went.
 */
export class HostPort extends EventEmitter {
  #peer: HostPort | null = null;
  #queue: unknown[] = [];
  #isStarted = false;
  #carry: ((data: unknown) => void) | null = null;
  #onGone: (() => void) | null = null;

  static pair(): readonly [HostPort, HostPort] {
    const one = new HostPort();
    const other = new HostPort();
    one.#peer = other;
    other.#peer = one;
    return [one, other];
  }

  postMessage(data: unknown): void {
    this.#peer?.deliver(data);
  }

  start(): void {
    this.#isStarted = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    const peer = this.#peer;
    this.#peer = null;
    if (peer === null) return;
    peer.#peer = null;
    peer.#onGone?.();
    peer.emit('close');
  }

  /** A message has come for this end: hands it on, emits it, or keeps it until `start`. */
  deliver(data: unknown): void {
    if (this.#carry !== null) this.#carry(data);
    else if (this.#isStarted) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }

  /** This end has moved: what comes for it is carried there; `onGone` is told when the other end closes. */
  moveTo(carry: (data: unknown) => void, onGone: () => void): void {
    this.#carry = carry;
    this.#onGone = onGone;
    for (const data of this.#queue.splice(0)) carry(data);
  }
}

export class MessageChannelMain {
  readonly port1: HostPort;
  readonly port2: HostPort;

  constructor() {
    [this.port1, this.port2] = HostPort.pair();
  }
}
