import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, type Session, screen } from 'electron';
import type { WindowPlace } from './settings-file.ts';
import { placeWindow, SMALLEST } from './window-place.ts';

/** The grounds of both themes, so that a window does not flash before its page is drawn (`renderer/style/tokens.css`). */
const GROUND = { light: '#f3f2ef', dark: '#18191a' } as const;

export interface WindowHooks {
  /** Asked before a window closes; false keeps it open. */
  readonly mayClose: (window: BrowserWindow) => boolean;
  readonly onMoved: (place: WindowPlace) => void;
  readonly onClosed: () => void;
}

/** Makes a window of the app. Takes the session that serves the page, and where the last window was. */
export function openWindow(session: Session, kept: WindowPlace | null, hooks: WindowHooks): BrowserWindow {
  const displays = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeWindow(kept, displays),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Attaché',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : {}),
    webPreferences: {
      session,
      preload: join(import.meta.dirname, '..', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      enableWebSQL: false,
      // Work goes on in the engine; the window may be throttled.
      backgroundThrottling: true,
    },
  });
  if (kept?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  const moved = (): void => {
    if (window.isMinimized() || window.isFullScreen()) return;
    hooks.onMoved({ ...window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  window.on('resized', moved);
  window.on('moved', moved);
  window.on('maximize', moved);
  window.on('unmaximize', moved);
  window.on('close', (event) => {
    moved();
    if (!hooks.mayClose(window)) event.preventDefault();
  });
  window.on('closed', hooks.onClosed);
  void window.loadURL('app://attache/index.html');
  return window;
}
