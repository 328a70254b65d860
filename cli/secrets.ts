import { closeSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Problem } from '../core/ground/problem.ts';
import { Secret } from '../core/ground/secret.ts';
import { printable } from './output.ts';

/** True when there is a person to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Returns the value of an environment variable that the user named. Throws `usage.variable_unset` when it is
 * not set.
 */
export function fromEnvironment(variable: string): Secret {
  const value = process.env[variable];
  if (value === undefined) throw new Problem('usage.variable_unset', { variable });
  return new Secret(value);
}

/** Reads one secret from a file descriptor that the caller opened, up to the first line end. */
export function fromDescriptor(descriptor: number): Secret {
  const buffer = Buffer.alloc(4096);
  let length = 0;
  try {
    while (length < buffer.length && !buffer.subarray(0, length).includes(0x0a)) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
    }
    closeSync(descriptor);
  } catch {
    throw new Problem('usage.descriptor_unreadable', { descriptor });
  }
  const text = buffer.subarray(0, length).toString('utf8');
  buffer.fill(0);
  return new Secret(text.replace(/\r?\n[\s\S]*$/, ''));
}

/** Returns a question for a passphrase, with the hint if there is one. */
export function withHint(question: string, hint: string | null): string {
  return hint === null ? question : `${question} (hint: ${printable(hint)})`;
}

/** Asks for a secret on the terminal. Does not show what the user types. Throws `usage.cancelled`. */
export function ask(question: string): Promise<Secret> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    line.once('line', (answer) => {
      process.stderr.write('\n');
      resolve(new Secret(answer));
      line.close();
    });
    line.once('SIGINT', () => line.close());
    // Also when the terminal ends, or the user says that there is no more input (Ctrl-D).
    line.once('close', () => reject(new Problem('usage.cancelled', {})));
  });
}

/** Asks twice, until both entries are equal and not empty. */
export async function askTwice(question: string): Promise<Secret> {
  for (;;) {
    const first = await ask(`${question}: `);
    if (first.reveal() === '') {
      process.stderr.write('It must not be empty.\n');
      continue;
    }
    const second = await ask(`${question} (again): `);
    if (first.reveal() === second.reveal()) return first;
    process.stderr.write('The two are not the same. Try again.\n');
  }
}
