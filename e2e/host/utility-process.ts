import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { HostPort } from './ports.ts';

/** What travels between the host and a utility process. */
export type Wire =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly id: number; readonly data: unknown }
  | { readonly kind: 'closed'; readonly id: number };

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: readonly string[];
  readonly stdio?: 'ignore' | 'inherit' | 'pipe';
  readonly serviceName?: string;
}

const children = new Set<ChildProcess>();

/** Ends all children that are left: the host is ending. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** A child Node process behind the interface of Electron's `UtilityProcess`. */
export class HostUtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, HostPort>();
  #next = 1;

  constructor(path: string, args: readonly string[], options: ForkOptions) {
    super();
    this.#child = fork(path, args, {
      serialization: 'advanced',
      env: options.env ?? process.env,
      execArgv: ['--import', join(import.meta.dirname, 'utility.ts'), ...(options.execArgv ?? [])],
      // A failing engine is told in full where specs run; the real one's output goes where the app says.
      stdio:
        process.env.ATTACHE_HOST_SHOW === '1'
          ? 'inherit'
          : [options.stdio ?? 'inherit', 'ignore', 'inherit', 'ipc'],
      ...(process.env.ATTACHE_HOST_SHOW === '1' ? { silent: false } : {}),
    });
    children.add(this.#child);
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (wire: Wire) => this.#hear(wire));
    this.#child.on('exit', (code) => {
      children.delete(this.#child);
      for (const port of this.#ports.values()) port.close();
      this.emit('exit', code ?? 1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(data: unknown, ports: readonly HostPort[] = []): void {
    this.#send({ kind: 'message', data, ports: ports.map((port) => this.#take(port)) });
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL');
  }

  #take(port: HostPort): number {
    const id = this.#next;
    this.#next += 1;
    this.#ports.set(id, port);
    port.moveTo(
      (data) => this.#send({ kind: 'port', id, data }),
      () => this.#send({ kind: 'closed', id }),
    );
    return id;
  }

  #send(wire: Wire): void {
    if (this.#child.connected) this.#child.send(wire);
  }

  #hear(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data);
    else if (wire.kind === 'port') this.#ports.get(wire.id)?.postMessage(wire.data);
    else this.#ports.get(wire.id)?.close();
  }
}
