import { app, BrowserWindow, nativeTheme, type Session, type WebContents } from 'electron';
import { backupSummary } from '../../app/backup/backup-state.ts';
import { removeUntouched } from '../../app/workspace/untouched.ts';
import { workspaceKind } from '../../app/workspace/workspace-kind.ts';
import type { Log } from '../../core/ground/log.ts';
import { rmSync } from '../../core/ground/patient-files.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { BackupSummary } from '../../core/model/backup.ts';
import type { AppEvent, AppInfo, LockReason, Settings, WorkspaceInfo } from '../ipc/app.ts';
import type { Payload } from '../ipc/contract.ts';
import type { FromEngine, ToEngine } from '../ipc/control.ts';
import { channels, type PortNews } from '../ipc/owners.ts';
import { problemView } from '../ipc/problem-view.ts';
import { EngineProcess } from './engine-process.ts';
import type { EngineRun, SupervisorPorts } from './engine-run.ts';
import { hasKeychain, protect, reveal } from './keychain.ts';
import { setMenu } from './menu.ts';
import { printPage } from './page-printer.ts';
import type { AppPaths } from './paths.ts';
import { Places } from './places.ts';
import { type Kept, type WindowPlace, workspaceName, writeSettings } from './settings-file.ts';
import { shownLanguage } from './shown-language.ts';
import { Supervisor } from './supervisor.ts';
import { systemProxy } from './system-proxy.ts';
import { openWindow } from './windows.ts';

const RECENT = 6;
const HOUR_MS = 3_600_000;

/**
 * What the main process knows and does for all windows: settings, places, the list of windows, and the
 * messages to them. The supervisor starts and ends the engine. No answer and no key is here; the engine has
 * those.
 */
export class Controller {
  readonly places: Places;
  readonly paths: AppPaths;
  readonly log: Log;
  readonly #session: Session;
  readonly #supervisor: Supervisor;
  /** Windows whose page has asked for a port to the engine. */
  readonly #askers = new Set<WebContents>();
  #engine: EngineProcess | null = null;
  /** The pages that are printed for the engine, by its IDs. */
  readonly #printing = new Map<number, AbortController>();
  #kept: Kept;
  #hasKeychain = false;
  #mayQuit = false;

  constructor(paths: AppPaths, kept: Kept, log: Log, session: Session) {
    this.paths = paths;
    this.log = log;
    this.#kept = kept;
    this.#session = session;
    this.places = new Places((place) => this.#supervisor.tell({ type: 'place', place }));
    const folder = this.ownWorkspace;
    const workspace = { name: workspaceName(folder), path: folder, isSample: false };
    // Ending the app is no way past the lock. In a workspace that is not encrypted, the lock forgets the keys only.
    const isLocked = kept.isLocked && workspaceKind(folder) === 'encrypted';
    const ports: SupervisorPorts = {
      now: () => Date.now(),
      facts: () => ({
        settings: this.settings,
        hasKeychain: this.#hasKeychain,
        places: this.places.all(),
        logFile: this.paths.log,
      }),
      fork: (start, hooks) => {
        // What the engine before has begun to print is nobody's any more.
        for (const stop of this.#printing.values()) stop.abort();
        this.#printing.clear();
        this.#engine = new EngineProcess(start, hooks);
        return this.#engine;
      },
      tell: (event) => this.tell(event),
      onChange: () => {
        this.#keepLocked();
        this.changed();
      },
      onPort: (port) => this.#tellPort(port),
      onCrash: (code) => this.log.write('error', 'engine.crashed', { exit: code }),
      onAsked: (message, run) => void this.#answerEngine(message, run),
    };
    this.#supervisor = new Supervisor(workspace, ports, isLocked);
  }

  get settings(): Settings {
    return this.#kept.settings;
  }

  get workspace(): WorkspaceInfo {
    return this.#supervisor.workspace;
  }

  /** False while there is nothing to lock, or it is locked already. */
  get mayLock(): boolean {
    const { locked, state } = this.#supervisor;
    return locked === null && state !== 'new' && state !== 'converting';
  }

  get isPulling(): boolean {
    return this.#supervisor.isPulling;
  }

  /** A pull or a backup runs: idle locking waits for it. */
  get isBusy(): boolean {
    return this.#supervisor.isPulling || this.#supervisor.isBackingUp;
  }

  /** The user's own workspace, to return to from the sample. */
  get ownWorkspace(): string {
    return this.#kept.workspaces[0] ?? this.paths.workspace;
  }

  /** Folders of the workspaces that were opened on this computer, except the open one. */
  get otherWorkspaces(): readonly string[] {
    const known = new Set([this.ownWorkspace, this.paths.workspace, ...this.#kept.workspaces]);
    return [...known].filter((path) => path !== this.workspace.path);
  }

  async start(): Promise<void> {
    nativeTheme.themeSource = this.settings.theme;
    this.setMenu();
    // The page loads while the keychain is asked, because that is slow on some systems.
    this.openWindow();
    this.#hasKeychain = await hasKeychain();
    void this.#supervisor.start();
    this.changed();
    // The proof of a backup grows old while nothing happens.
    setInterval(() => this.changed(), HOUR_MS).unref();
  }

  setMenu(): void {
    setMenu(this.info().language, () => this.openWindow());
  }

  info(): AppInfo {
    const { language, locale } = shownLanguage(this.settings, app.getPreferredSystemLanguages());
    const { platform, versions } = process;
    const { problem, sqlite, locked, state, workspace, conversion } = this.#supervisor;
    return {
      platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
      versions: {
        app: app.getVersion(),
        electron: versions.electron ?? '',
        chromium: versions.chrome ?? '',
        node: versions.node,
        sqlite,
      },
      settings: this.settings,
      language,
      locale,
      hasKeychain: this.#hasKeychain,
      locked,
      engine: state,
      conversion,
      backup: summaryOf(workspace.path),
      problem: problem === null ? null : problemView(problem.data),
      workspace,
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

  /** Changes some settings; settings that are undefined stay as they are. */
  set(part: { readonly [K in keyof Settings]?: Settings[K] | undefined }): AppInfo {
    const before = this.settings;
    const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
    this.#keep({ settings: { ...before, ...given } });
    nativeTheme.themeSource = this.settings.theme;
    this.log.level = this.settings.logLevel;
    this.#supervisor.tell({ type: 'settings', settings: this.settings });
    if (before.language !== this.settings.language) this.setMenu();
    return this.changed();
  }

  openWindow(): BrowserWindow {
    const window = openWindow(this.#session, this.#kept.window, {
      mayClose: () => this.#mayClose(),
      onMoved: (place: WindowPlace) => this.#keep({ window: place }),
      onClosed: () => this.changed(),
    });
    const { webContents } = window;
    window.once('closed', () => this.#askers.delete(webContents));
    this.changed();
    return window;
  }

  /** Brings a window to the front; opens one when there is none. */
  show(): void {
    const window = BrowserWindow.getAllWindows()[0] ?? this.openWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  }

  /**
   * A page has loaded and asks for a port to the engine. It gets one now, or as soon as there is an engine.
   */
  connect(window: WebContents): void {
    this.#askers.add(window);
    const { state } = this.#supervisor;
    if (state === 'ready' || state === 'locked' || state === 'new') this.#engine?.connect(window);
    else if (state === 'broken') window.postMessage(channels.engine, { port: 'broken' } satisfies PortNews);
  }

  async lock(why: LockReason): Promise<void> {
    this.log.write('info', 'engine.locked');
    await this.#supervisor.lock(why);
  }

  /**
   * Begins to encrypt or decrypt the open workspace. Throws `engine.locked` while it is locked: the passphrase is
   * then tried on the Locked screen only, where wrong ones slow down.
   */
  beginConversion(order: Payload<'workspace.convert'>): void {
    const { locked, state } = this.#supervisor;
    if (locked !== null) throw new Problem('engine.locked', {});
    if (state !== 'ready') throw new Problem('engine.stopped', {});
    void this.#supervisor.convert(order);
  }

  stopConversion(): void {
    this.#supervisor.tell({ type: 'stop-conversion' });
  }

  /**
   * Removes the open workspace, which must hold nothing yet, and waits for a window to say how it is kept. Throws
   * `engine.request_invalid` when something was stored.
   */
  async chooseAgain(): Promise<void> {
    const { workspace } = this;
    const reply = await this.ask((id) => ({ type: 'untouched', id }));
    if (reply.type !== 'untouched' || !reply.isUntouched) {
      throw new Problem('engine.request_invalid', { request: 'workspace.chooseAgain' });
    }
    await this.#supervisor.open(workspace, () => removeUntouched(workspace.path), 'ask');
  }

  /**
   * Opens another workspace in a new engine. Runs `between` before, while no engine runs. Keys of the session
   * are forgotten.
   */
  async openWorkspace(
    path: string,
    { isSample = false, between }: { isSample?: boolean; between?: () => Promise<void> } = {},
  ): Promise<WorkspaceInfo> {
    const name = isSample ? 'Sample' : workspaceName(path);
    await this.#supervisor.open({ name, path, isSample }, between);
    if (!isSample) {
      const others = this.#kept.workspaces.filter((other) => other !== path);
      this.#keep({ workspaces: [path, ...others].slice(0, RECENT) });
      this.changed();
    }
    this.log.write('info', 'workspace.opened');
    return this.workspace;
  }

  /** Removes a workspace from the recent ones, because its folder has moved. */
  forgetWorkspace(path: string): void {
    this.#keep({ workspaces: this.#kept.workspaces.filter((other) => other !== path) });
  }

  restart(setAside: boolean): Promise<void> {
    return this.#supervisor.restart(setAside);
  }

  /** Asks the engine. Throws `engine.locked` while it has no workspace open, and `engine.stopped`. */
  async ask(make: (id: number) => ToEngine): Promise<FromEngine> {
    if (this.#supervisor.state === 'locked') throw new Problem('engine.locked', {});
    return this.#supervisor.ask(make);
  }

  endEngine(): Promise<void> {
    return this.#supervisor.end();
  }

  /** Ends the engine and quits the app. What is stored stays. */
  async quit(): Promise<void> {
    await this.endEngine();
    this.log.write('info', 'app.ended');
    this.#mayQuit = true;
    app.quit();
  }

  /** Returns whether the app may end now. If not, it asks the windows, or ends the engine first. */
  mayQuit(): boolean {
    if (this.#mayQuit) return true;
    if (this.isPulling && BrowserWindow.getAllWindows().length > 0) this.tell({ type: 'close-asked' });
    else void this.quit();
    return false;
  }

  /**
   * Deletes the settings and everything else that the app keeps about its use on this computer. Returns what
   * stays.
   */
  forgetSettings(): readonly string[] {
    this.#kept = { ...this.#kept, workspaces: [], window: null };
    this.#keep = () => undefined;
    const { settings } = this.paths;
    return [settings, `${settings}.new`, `${settings}.damaged`].filter((path) => {
      try {
        rmSync(path, { force: true });
        return false;
      } catch {
        return true;
      }
    });
  }

  #keep = (part: Partial<Kept>): void => {
    this.#kept = { ...this.#kept, ...part };
    try {
      writeSettings(this.paths.settings, this.#kept);
    } catch {
      // The disk may be full: the settings hold until the app ends.
      this.log.write('error', 'settings.not_written');
    }
  };

  #keepLocked(): void {
    const isLocked = this.#supervisor.locked !== null;
    if (isLocked !== this.#kept.isLocked) this.#keep({ isLocked });
  }

  #mayClose(): boolean {
    if (this.#mayQuit || !this.isPulling || BrowserWindow.getAllWindows().length > 1) return true;
    this.tell({ type: 'close-asked' });
    return false;
  }

  #tellPort(port: 'open' | 'closed' | 'broken'): void {
    for (const window of this.#askers) {
      if (port === 'open') this.#engine?.connect(window);
      else window.postMessage(channels.engine, { port } satisfies PortNews);
    }
  }

  async #answerEngine(message: FromEngine, run: EngineRun): Promise<void> {
    if (message.type === 'grant') this.places.put(message.place);
    if (message.type === 'keychain') {
      const text = await (message.action === 'protect' ? protect(message.text) : reveal(message.text));
      run.tell({ type: 'keychain', id: message.id, text });
    }
    if (message.type === 'proxy') {
      run.tell({ type: 'proxy', id: message.id, proxy: await systemProxy(this.#session, message.url) });
    }
    if (message.type === 'print') {
      const { id, page, pdf } = message;
      const stop = new AbortController();
      this.#printing.set(id, stop);
      const failed = await printPage(page, pdf, stop.signal).then(() => null, nameOf);
      if (this.#printing.get(id) === stop) this.#printing.delete(id);
      run.tell({ type: 'printed', id, failed });
    }
    if (message.type === 'stop-print') this.#printing.get(message.id)?.abort();
  }
}

/** What kind of error it is, without the paths and words in it. */
function nameOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no PDF';
}

/** How the backups of a workspace stand. A file that cannot be read now says nothing. */
function summaryOf(folder: string): BackupSummary | null {
  try {
    return backupSummary(folder, new Date());
  } catch {
    return null;
  }
}
