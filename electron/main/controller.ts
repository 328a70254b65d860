import { app, BrowserWindow, nativeTheme, type Session, type WebContents } from 'electron';
import { backupSummary } from '../../app/backup/backup-state.ts';
import { removeUntouched } from '../../app/workspace/untouched.ts';
import { workspaceKind } from '../../app/workspace/workspace-kind.ts';
import type { Log } from '../../core/ground/log.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { BackupSummary } from '../../core/model/backup.ts';
import type { AppEvent, AppInfo, LockReason, Settings, WorkspaceInfo } from '../ipc/app.ts';
import type { Payload } from '../ipc/contract.ts';
import type { FromEngine, ToEngine } from '../ipc/control.ts';
import type { LeftReport } from '../ipc/leave.ts';
import { channels } from '../ipc/owners.ts';
import { problemView } from '../ipc/problem-view.ts';
import { EngineAnswers } from './engine-answers.ts';
import { EngineProcess } from './engine-process.ts';
import type { Ask, SupervisorPorts } from './engine-run.ts';
import { KeptSettings } from './kept-settings.ts';
import { hasKeychain } from './keychain.ts';
import { setMenu } from './menu.ts';
import { PagePorts } from './page-ports.ts';
import type { AppPaths } from './paths.ts';
import { Places } from './places.ts';
import { type Kept, type WindowPlace, workspaceName } from './settings-file.ts';
import { shownLanguage } from './shown-language.ts';
import { Supervisor } from './supervisor.ts';
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
  readonly #ports = new PagePorts();
  readonly #kept: KeptSettings;
  #hasKeychain = false;
  #left: LeftReport | null = null;
  #mayQuit = false;

  constructor(paths: AppPaths, kept: Kept, log: Log, session: Session) {
    this.paths = paths;
    this.log = log;
    this.#kept = new KeptSettings(paths.settings, kept, log);
    this.#session = session;
    this.places = new Places((place) => this.#supervisor.tell({ type: 'place', place }));
    const folder = this.ownWorkspace;
    const workspace = { name: workspaceName(folder), path: folder, isSample: false };
    // Ending the app is no way past the lock. In a workspace that is not encrypted, the lock forgets the keys only.
    const isLocked = kept.isLocked && workspaceKind(folder) === 'encrypted';
    const answers = new EngineAnswers(this.places, session);
    const ports: SupervisorPorts = {
      now: () => Date.now(),
      facts: () => ({
        settings: this.settings,
        hasKeychain: this.#hasKeychain,
        places: this.places.all(),
        logFile: this.paths.log,
      }),
      fork: (start, hooks) => {
        const engine = new EngineProcess(start, hooks);
        this.#ports.use(engine);
        return engine;
      },
      tell: (event) => this.tell(event),
      onChange: () => {
        this.#keepLocked();
        this.changed();
      },
      onPort: (port) => {
        if (port !== 'open') answers.engineEnds();
        this.#ports.tell(port);
      },
      onCrash: (code) => this.log.write('error', 'engine.crashed', { exit: code }),
      onAsked: (message, run) => void answers.answer(message, run),
    };
    this.#supervisor = new Supervisor(workspace, ports, isLocked);
  }

  get settings(): Settings {
    return this.#kept.now.settings;
  }

  get workspace(): WorkspaceInfo {
    return this.#supervisor.workspace;
  }

  /** False while there is nothing to lock, or it is locked already. */
  get mayLock(): boolean {
    return this.#left === null && this.#supervisor.mayLock;
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
    return this.#kept.now.workspaces[0] ?? this.paths.workspace;
  }

  /** Folders of the workspaces that were opened on this computer, except the open one. */
  get otherWorkspaces(): readonly string[] {
    const known = new Set([this.ownWorkspace, this.paths.workspace, ...this.#kept.now.workspaces]);
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
      left: this.#left,
      engine: state,
      conversion,
      backup: summaryOf(workspace.path),
      problem: problem === null ? null : problemView(problem.data),
      workspace,
      recent: this.#kept.now.workspaces.map((path) => ({ name: workspaceName(path), path, isSample: false })),
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
    this.#kept.keep({ settings: { ...before, ...given } });
    nativeTheme.themeSource = this.settings.theme;
    this.log.level = this.settings.logLevel;
    this.#supervisor.tell({ type: 'settings', settings: this.settings });
    if (before.language !== this.settings.language) this.setMenu();
    return this.changed();
  }

  openWindow(): BrowserWindow {
    const window = openWindow(this.#session, this.#kept.now.window, {
      mayClose: () => this.#mayClose(),
      onMoved: (place: WindowPlace) => this.#kept.keep({ window: place }),
      onClosed: () => this.changed(),
    });
    const { webContents } = window;
    window.once('closed', () => this.#ports.forget(webContents));
    this.changed();
    return window;
  }

  /** Brings a window to the front; opens one when there is none. */
  show(): void {
    const window = BrowserWindow.getAllWindows()[0] ?? this.openWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  }

  /** A page has loaded and asks for a port to the engine. */
  connect(page: WebContents): void {
    this.#ports.connect(page, this.#supervisor.state);
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
    this.#left = null;
    if (!isSample) {
      const others = this.#kept.now.workspaces.filter((other) => other !== path);
      this.#kept.keep({ workspaces: [path, ...others].slice(0, RECENT) });
    }
    this.changed();
    this.log.write('info', 'workspace.opened');
    return this.workspace;
  }

  /** Removes a workspace from the recent ones, because its folder has moved. */
  forgetWorkspace(path: string): void {
    this.#kept.keep({ workspaces: this.#kept.now.workspaces.filter((other) => other !== path) });
  }

  restart(setAside: boolean): Promise<void> {
    return this.#supervisor.restart(setAside);
  }

  /** Asks the engine. Throws `engine.locked` while it has no workspace open, and `engine.stopped`. */
  async ask(make: (id: number) => ToEngine): Promise<FromEngine> {
    if (this.#supervisor.state === 'locked') throw new Problem('engine.locked', {});
    return this.#supervisor.ask(make);
  }

  /** Has the engine do its last work, and ends it for good (`Supervisor.endAfter`). */
  endEngineAfter<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#supervisor.endAfter(work);
  }

  /** The user has left this computer: the windows show this report, and nothing else. */
  hasLeft(report: LeftReport): void {
    this.#left = report;
    this.changed();
  }

  /** Ends the engine and quits the app. What is stored stays. */
  async quit(): Promise<void> {
    await this.#supervisor.end();
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

  /** Deletes what the app keeps about its use on this computer. Returns the paths of what stays. */
  forgetSettings(): readonly string[] {
    return this.#kept.forget();
  }

  #keepLocked(): void {
    const isLocked = this.#supervisor.locked !== null;
    if (isLocked !== this.#kept.now.isLocked) this.#kept.keep({ isLocked });
  }

  #mayClose(): boolean {
    if (this.#mayQuit || !this.isPulling || BrowserWindow.getAllWindows().length > 1) return true;
    this.tell({ type: 'close-asked' });
    return false;
  }
}

/** How the backups of a workspace stand. A file that cannot be read now says nothing. */
function summaryOf(folder: string): BackupSummary | null {
  try {
    return backupSummary(folder, new Date());
  } catch {
    return null;
  }
}
