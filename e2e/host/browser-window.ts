import { EventEmitter } from 'node:events';
import type { Cdp } from './cdp.ts';
import type { HostSession } from './session.ts';
import { HostWebContents } from './web-contents.ts';

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface WindowOptions extends Partial<Bounds> {
  readonly title?: string;
  readonly show?: boolean;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly session?: HostSession;
    readonly sandbox?: boolean;
    readonly contextIsolation?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

const windows: HostWindow[] = [];
let browser: Promise<Cdp> | null = null;
let isDark = false;
let nextId = 1;
let onAllClosed: () => void = () => undefined;
let onContents: (contents: HostWebContents) => void = () => undefined;

/** Given once by the host: the browser that shows the windows, and what is told. */
export function setBrowser(
  cdp: Promise<Cdp>,
  hooks: { readonly allClosed: () => void; readonly contentsCreated: (contents: HostWebContents) => void },
): void {
  browser = cdp;
  onAllClosed = hooks.allClosed;
  onContents = hooks.contentsCreated;
}

export function setDark(dark: boolean): void {
  isDark = dark;
  for (const window of windows) void window.webContents.theme(dark);
}

/** A window: a page with a size, a place and a title. */
export class HostWindow extends EventEmitter {
  readonly id = nextId++;
  readonly webContents: HostWebContents;
  readonly options: WindowOptions;
  readonly #made: Promise<void>;
  #bounds: Bounds;
  #isVisible: boolean;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;
  #title: string;

  constructor(options: WindowOptions = {}) {
    super();
    const { webPreferences = {} } = options;
    if (
      webPreferences.nodeIntegration === true ||
      webPreferences.sandbox === false ||
      webPreferences.contextIsolation === false
    ) {
      throw new Error('The host has only sandboxed, isolated windows.');
    }
    this.options = options;
    this.#bounds = {
      x: options.x ?? 100,
      y: options.y ?? 100,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#isVisible = options.show ?? true;
    this.#title = options.title ?? '';
    this.webContents = new HostWebContents(webPreferences.session);
    windows.push(this);
    onContents(this.webContents);
    this.#made = this.#make(webPreferences.preload);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.on('-close', () => this.close());
    this.webContents.once('destroyed', () => this.#closed());
  }

  static getAllWindows(): readonly HostWindow[] {
    return [...windows];
  }

  static getFocusedWindow(): HostWindow | null {
    return windows.at(-1) ?? null;
  }

  static fromWebContents(contents: HostWebContents): HostWindow | null {
    return windows.find((window) => window.webContents === contents) ?? null;
  }

  static fromId(id: number): HostWindow | null {
    return windows.find((window) => window.id === id) ?? null;
  }

  async loadURL(url: string): Promise<void> {
    await this.#made;
    await this.webContents.loadURL(url);
  }

  close(): void {
    if (this.#isDestroyed) return;
    let isPrevented = false;
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    if (!isPrevented) this.destroy();
  }

  destroy(): void {
    void this.#made.then(() => this.webContents.end());
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }

  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }

  focus(): void {
    windows.splice(windows.indexOf(this), 1);
    windows.push(this);
    this.emit('focus');
  }

  setBounds(bounds: Partial<Bounds>): void {
    const before = this.#bounds;
    this.#bounds = { ...before, ...bounds };
    void this.webContents.resize(this.#bounds);
    if (before.width !== this.#bounds.width || before.height !== this.#bounds.height) this.emit('resized');
    if (before.x !== this.#bounds.x || before.y !== this.#bounds.y) this.emit('moved');
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getBounds(): Bounds {
    return this.#bounds;
  }

  getNormalBounds(): Bounds {
    return this.#bounds;
  }

  getSize(): readonly [number, number] {
    return [this.#bounds.width, this.#bounds.height];
  }

  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }

  unmaximize(): void {
    this.#isMaximized = false;
    this.emit('unmaximize');
  }

  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize');
  }

  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isFullScreen(): boolean {
    return false;
  }

  isFocused(): boolean {
    return windows.at(-1) === this;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  async #make(preload: string | undefined): Promise<void> {
    const cdp = await browser;
    if (cdp === null) throw new Error('no browser');
    await this.webContents.open(cdp, preload, this.#bounds);
    await this.webContents.theme(isDark);
  }

  #closed(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
    if (windows.length === 0) onAllClosed();
  }
}
