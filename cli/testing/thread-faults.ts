import { isMainThread, MessagePort } from 'node:worker_threads';

/**
 * Loaded before the command (`--import`), in its threads too. When a thread reads a document that contains
 * FAULT_AT, the fault named by FAULT happens. Each fault is what a bug of Attaché or of a library does to a
 * thread.
 */
const at = process.env.FAULT_AT ?? '';

let isRefusing = false;

const faults: Readonly<Record<string, () => void>> = {
  exception: () => {
    throw new TypeError('a bug');
  },
  'ends the thread': () => process.exit(7),
  'later exception': () => {
    setImmediate(() => {
      throw new TypeError('a bug');
    });
    throw new TypeError('a bug');
  },
  'out of memory': () => {
    const held: number[][] = [];
    for (;;) held.push(new Array(100_000).fill(held.length));
  },
  'cannot be posted': () => {
    if (isRefusing) return;
    isRefusing = true;
    const real = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function refuse(): void {
      MessagePort.prototype.postMessage = real;
      throw new DOMException('a function could not be cloned', 'DataCloneError');
    };
  },
};

if (!isMainThread && at !== '') {
  const real = Buffer.prototype.toString;
  Buffer.prototype.toString = function reading(
    this: Buffer,
    ...args: Parameters<Buffer['toString']>
  ): string {
    const text = real.apply(this, args);
    if (args[0] === 'utf8' && text.includes(at)) faults[process.env.FAULT ?? '']?.();
    return text;
  };
}
