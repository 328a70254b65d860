import { rmSync } from 'node:fs';
import { app, BrowserWindow, nativeTheme, type Session, type WebContents } from 'electron';
import type { Log } from '../../core/log.ts';
import type { AppEvent, AppInfo, LockReason, Settings, WorkspaceInfo } from '../ipc/app.ts';
import type { EngineStart, ForgottenKey, FromEngine, InHand } from '../ipc/control.ts';
import { channels } from '../ipc/owners.ts';
import { CrashPolicy } from './crash-policy.ts';
import { EngineProcess } from './engine-process.ts';
import { hasKeychain, protect, reveal } from './keychain.ts';
import { setMenu } from './menu.ts';
import type { AppPaths } from './paths.ts';
import { Places } from './places.ts';
import { type Kept, type WindowPlace, workspaceName, writeSettings } from './settings-file.ts';
import { shownLanguage } from './shown-language.ts';
import { openWindow } from './windows.ts';

const RECENT = 6;

/**
 * What the main process knows and does for all windows: which workspace is open, whether it is locked, the engine and
 * its restarts, the settings. It holds no answer and no key; those are the engine's.
 */
export class Desk {
  readonly places: Places;
  readonly paths: AppPaths;
  readonly log: Log;
  readonly #session: Session;
  #kept: Kept;
  #engine: EngineProcess | null = null;
  #engineState: AppInfo['engine'] = 'starting';
  #locked: AppInfo['locked'] = null;
  #workspace: WorkspaceInfo;
  #hasKeychain = false;
  #sqlite = '';
  #sessionKeys: readonly ForgottenKey[] = [];
  #isPulling = false;
  #step: string | null = null;
  #inHand: readonly InHand[] = [];
  #setAside: readonly InHand[] = [];
  #openKeys = 0;
  #mayQuit = false;
  readonly #policy = new CrashPolicy();

  constructor(paths: AppPaths, kept: Kept, log: Log, session: Session) {
    this.paths = paths;
    this.log = log;
    this.#kept = kept;
    this.#session = session;
    const folder = kept.workspaces[0] ?? paths.workspace;
    this.#workspace = { name: workspaceName(folder), path: folder, isSample: false };
    this.places = new Places((place) => this.#engine?.tell({ type: 'place', place }));
  }

  get settings(): Settings {
    return this.#kept.settings;
  }

  get workspace(): WorkspaceInfo {
    return this.#workspace;
  }

  get engine(): EngineProcess | null {
    return this.#engine;
  }

  /** There is something to lock: a running engine that shows data, or keys that are open. */
  get isOpen(): boolean {
    return this.#locked === null && this.#engineState === 'ready';
  }

  async start(): Promise<void> {
    this.#hasKeychain = await hasKeychain();
    nativeTheme.themeSource = this.settings.theme;
    this.#startEngine({ lockedBy: null, continuePull: false });
    this.setMenu();
    this.openWindow();
  }

  setMenu(): void {
    setMenu(this.info().language, () => this.openWindow());
  }

  info(): AppInfo {
    const { language, locale } = shownLanguage(this.settings, app.getPreferredSystemLanguages());
    const platform = process.platform;
    return {
      platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
      versions: {
        app: app.getVersion(),
        electron: process.versions.electron ?? '',
        chromium: process.versions.chrome ?? '',
        node: process.versions.node,
        sqlite: this.#sqlite,
      },
      settings: this.settings,
      language,
      locale,
      hasKeychain: this.#hasKeychain,
      locked: this.#locked,
      engine: this.#engineState,
      workspace: this.#workspace,
      recent: this.#kept.workspaces.map((path) => ({ name: workspaceName(path), path, isSample: false })),
      windows: BrowserWindow.getAllWindows().length,
    };
  }

  tell(event: AppEvent): void {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(channels.event, event);
  }

  changed(): AppInfo {
    const info = this.info();
    this.tell({ type: 'app', info });
    return info;
  }

  /** Changes some settings; those that are undefined stay. */
  set(part: { readonly [K in keyof Settings]?: Settings[K] | undefined }): AppInfo {
    const before = this.settings;
    const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
    this.#keep({ settings: { ...before, ...given } });
    nativeTheme.themeSource = this.settings.theme;
    this.log.level = this.settings.logLevel;
    this.#engine?.tell({ type: 'settings', settings: this.settings });
    if (before.language !== this.settings.language) this.setMenu();
    return this.changed();
  }

  openWindow(): BrowserWindow {
    const window = openWindow(this.#session, this.#kept.window, {
      mayClose: () => this.#mayClose(),
      onMoved: (place: WindowPlace) => this.#keep({ window: place }),
      onClosed: () => this.changed(),
    });
    return window;
  }

  /** Brings a window to the front; makes one where there is none. */
  show(): void {
    const window = BrowserWindow.getAllWindows()[0] ?? this.openWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  }

  /** Gives a window its port to the engine, when there is one. */
  connect(window: WebContents): void {
    if (this.#engineState === 'ready') this.#engine?.connect(window);
  }

  async lock(why: LockReason): Promise<void> {
    if (!this.isOpen) return;
    const pullStopped = this.#isPulling;
    this.#locked = { since: new Date().toISOString(), why, pullStopped };
    this.#engineState = 'starting';
    this.changed();
    this.log.write('info', 'engine.locked');
    await this.#engine?.end();
    this.#startEngine({ lockedBy: why, continuePull: pullStopped });
  }

  /** Ends the engine and opens another folder with a new one. Keys of the session stay with the old one. */
  async openWorkspace(path: string, isSample = false): Promise<WorkspaceInfo> {
    this.#engineState = 'starting';
    this.changed();
    await this.#engine?.end();
    this.#sessionKeys = [];
    this.#locked = null;
    this.#workspace = { name: isSample ? 'Sample' : workspaceName(path), path, isSample };
    if (!isSample) {
      const others = this.#kept.workspaces.filter((other) => other !== path);
      this.#keep({ workspaces: [path, ...others].slice(0, RECENT) });
    }
    this.#startEngine({ lockedBy: null, continuePull: false });
    this.log.write('info', 'workspace.opened');
    return this.#workspace;
  }

  /** The workspace to go back to from the sample. */
  get ownWorkspace(): string {
    return this.#kept.workspaces[0] ?? this.paths.workspace;
  }

  /** After the engine has kept stopping: starts it again, leaving out what it had in hand when asked to. */
  restart(setAside: boolean): void {
    if (this.#engineState !== 'broken') return;
    this.#policy.reset();
    if (setAside) this.#setAside = this.#inHand;
    this.#startEngine({ lockedBy: null, continuePull: this.#isPulling });
  }

  async endEngine(): Promise<void> {
    await this.#engine?.end();
    this.#engine = null;
  }

  /** Quits for good; what is stored stays. */
  async quit(): Promise<void> {
    await this.endEngine();
    this.#mayQuit = true;
    app.quit();
  }

  /** Forgets the settings and everything that was kept of this computer's use of the app. */
  forgetSettings(): readonly string[] {
    this.#kept = { ...this.#kept, workspaces: [], window: null };
    this.#keep = () => undefined;
    const failed: string[] = [];
    for (const path of [this.paths.settings, `${this.paths.settings}.damaged`]) {
      try {
        rmSync(path, { force: true });
      } catch {
        failed.push(path);
      }
    }
    return failed;
  }

  get isPulling(): boolean {
    return this.#isPulling;
  }

  #keep = (part: Partial<Kept>): void => {
    this.#kept = { ...this.#kept, ...part };
    writeSettings(this.paths.settings, this.#kept);
  };

  #mayClose(): boolean {
    if (this.#mayQuit || !this.#isPulling || BrowserWindow.getAllWindows().length > 1) return true;
    this.tell({ type: 'close-asked' });
    return false;
  }

  #startEngine({ lockedBy, continuePull }: Pick<EngineStart, 'lockedBy' | 'continuePull'>): void {
    const start: EngineStart = {
      workspace: this.#workspace,
      settings: this.settings,
      hasKeychain: this.#hasKeychain,
      places: this.places.all(),
      logFile: this.paths.log,
      lockedBy,
      forgotten: this.#sessionKeys,
      setAside: this.#setAside,
      continuePull,
    };
    const engine = new EngineProcess(start, {
      onMessage: (message) => {
        if (this.#engine === engine) void this.#hear(message);
      },
      onCrash: (code) => {
        if (this.#engine === engine) this.#crashed(code);
      },
    });
    this.#engine = engine;
  }

  async #hear(message: FromEngine): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready(message.sqlite);
        return;
      case 'pull-state':
        this.#isPulling = message.isRunning;
        this.#step = message.step;
        this.#inHand = message.inHand;
        return;
      case 'held-keys':
        this.#sessionKeys = message.session;
        this.#openKeys = message.open;
        return;
      case 'shown':
        this.#locked = null;
        this.changed();
        return;
      case 'grant':
        this.places.put(message.place);
        return;
      case 'keychain':
        this.#engine?.tell({
          type: 'keychain',
          id: message.id,
          text: await (message.deed === 'protect' ? protect(message.text) : reveal(message.text)),
        });
        return;
      case 'proxy':
        this.#engine?.tell({ type: 'proxy', id: message.id, proxy: await this.#proxy(message.url) });
        return;
      default:
        return;
    }
  }

  #ready(sqlite: string): void {
    const wasDown = this.#engineState === 'restarting';
    this.#engineState = 'ready';
    this.#sqlite = sqlite;
    this.#setAside = [];
    for (const window of BrowserWindow.getAllWindows()) this.#engine?.connect(window.webContents);
    this.changed();
    if (wasDown) {
      this.tell({
        type: 'engine-started',
        lostSessionKeys: this.#openKeys > 0 && this.#sessionKeys.length > 0,
        continues: this.#isPulling,
      });
    }
  }

  #crashed(code: number): void {
    this.log.write('error', 'engine.crashed', { exit: code });
    const times = this.#policy.crashed(Date.now());
    const isBroken = this.#policy.keepsStopping;
    this.#engineState = isBroken ? 'broken' : 'restarting';
    this.changed();
    this.tell({
      type: 'engine-stopped',
      times,
      step: this.#step,
      submission: this.#inHand[0]?.locator ?? null,
    });
    if (!isBroken) this.#startEngine({ lockedBy: this.#locked?.why ?? null, continuePull: this.#isPulling });
  }

  async #proxy(url: string): Promise<string | null> {
    const [first] = (await this.#session.resolveProxy(url)).split(';');
    const match = /^\s*(PROXY|HTTPS)\s+(\S+)\s*$/.exec(first ?? '');
    if (match === null) return null;
    return `${match[1] === 'HTTPS' ? 'https' : 'http'}://${match[2]}`;
  }
}
