import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostWindow } from './browser-window.ts';
import { takeLock } from './single-instance.ts';

interface Package {
  readonly name: string;
  readonly version: string;
}

/** Electron's `app`. `ready` comes when the host says so; ending goes through the events that Electron has. */
export class HostApp extends EventEmitter {
  readonly isPackaged = false;
  readonly name: string;
  readonly #root: string;
  readonly #version: string;
  readonly #switches: Map<string, string>;
  readonly #paths = new Map<string, string>();
  readonly #end: (code: number) => void;
  #isReady = false;
  #isQuitting = false;

  constructor(root: string, switches: Map<string, string>, end: (code: number) => void) {
    super();
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;
    this.#root = root;
    this.name = name;
    this.#version = version;
    this.#switches = switches;
    this.#end = end;
    const userData = switches.get('user-data-dir') ?? join(homedir(), '.config', name);
    this.#paths
      .set('userData', userData)
      .set('temp', tmpdir())
      .set('home', homedir())
      .set('appData', join(homedir(), '.config'));
  }

  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void this.#switches.set(name, value),
    hasSwitch: (name: string) => this.#switches.has(name),
    getSwitchValue: (name: string) => this.#switches.get(name) ?? '',
  };

  /** Called by the host when the browser is there and the app is loaded. */
  becomeReady(): void {
    this.#isReady = true;
    this.emit('ready', {});
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isReady) resolve();
      else this.once('ready', () => resolve());
    });
  }

  quit(): void {
    if (this.#isQuitting || this.#isPrevented('before-quit')) return;
    for (const window of HostWindow.getAllWindows()) {
      window.close();
    }
    if (HostWindow.getAllWindows().length === 0) this.#quitNow();
    else this.once('-all-closed', () => this.#quitNow());
  }

  exit(code = 0): void {
    this.#end(code);
  }

  /** All windows are closed: the app decides what that means; where nobody listens it ends. */
  allClosed(): void {
    this.emit('-all-closed');
    if (this.#isQuitting) return;
    if (!this.emit('window-all-closed')) this.quit();
  }

  requestSingleInstanceLock(): boolean {
    return takeLock(this.getPath('userData'), (argv) =>
      this.emit('second-instance', {}, argv, process.cwd()),
    );
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Electron host: no path for ${name}`);
    return path;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getAppPath(): string {
    return this.#root;
  }

  getVersion(): string {
    return this.#version;
  }

  getName(): string {
    return this.name;
  }

  getLocale(): string {
    return this.getPreferredSystemLanguages()[0] ?? 'en-US';
  }

  getSystemLocale(): string {
    return this.getLocale();
  }

  getPreferredSystemLanguages(): readonly string[] {
    return (process.env.ATTACHE_HOST_LANGUAGES ?? 'en-GB').split(',');
  }

  enableSandbox(): void {
    // The host has no other windows.
  }

  setAppUserModelId(): void {
    // Windows' task bar only.
  }

  #isPrevented(name: string): boolean {
    let isPrevented = false;
    this.emit(name, {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    return isPrevented;
  }

  #quitNow(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    this.emit('will-quit', { preventDefault: () => undefined });
    this.emit('quit', {}, 0);
    this.#end(0);
  }
}
