import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const places = [
  process.env.ATTACHE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine; null where there is none. */
export function findChromium(): string | null {
  return places.find((path) => path !== undefined && existsSync(path)) ?? null;
}

export interface Browser {
  readonly address: string;
  readonly process: ChildProcess;
}

/**
 * Starts Chromium with a profile of its own; resolves with its debugger's address. Browser
 * and profile go with this process, even where it ends before the browser is there.
 */
export function startBrowser(isVisible: boolean): Promise<Browser> {
  const program = findChromium();
  if (program === null) throw new Error('No Chromium on this machine: install the package "chromium".');
  const profile = mkdtempSync(join(tmpdir(), 'attache-host-'));
  const child = spawn(
    program,
    [
      // Without a first page of its own, which would take a third of the time until ours is there.
      ...(isVisible ? ['about:blank'] : ['--headless=new', '--hide-scrollbars=false', '--no-startup-window']),
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-default-apps',
      '--disable-dev-shm-usage',
      '--disable-extensions',
      '--disable-sync',
      '--metrics-recording-only',
      '--mute-audio',
      '--password-store=basic',
      '--force-color-profile=srgb',
      '--autoplay-policy=no-user-gesture-required',
      // Among these the pop-ups of its address bar, a page each, which no window of ours has, and processes that are
      // started for pages to come.
      '--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,DialMediaRouteProvider,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess',
      '--window-size=1280,800',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: false },
  );
  process.on('exit', () => {
    child.kill('SIGKILL');
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch {
      // Its last process still writes: the system's temporary folder is cleaned by the system.
    }
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`Chromium ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /^DevTools listening on (ws:\/\/.*)$/.exec(line)?.[1];
      if (address !== undefined) resolve({ address, process: child });
    });
  });
}
