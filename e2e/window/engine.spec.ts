// Covers electron/engine/control.ts, electron/engine/engine.ts, electron/engine/handler-groups.ts,
// electron/main/asking.ts, electron/main/engine-answers.ts, electron/main/engine-process.ts,
// electron/main/keychain.ts, electron/main/leaving.ts, electron/main/page-ports.ts.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { isRunning } from '../../core/ground/running.ts';
import { expect, test } from '../electron.ts';
import { enginePid } from '../engine-pid.ts';
import { pressToEnd } from '../steps.ts';

/** Waits for a running engine other than `other`. Returns its process ID. */
async function engineOf(app: ElectronApplication, other: number | null = null): Promise<number> {
  let found: number | null = null;
  await expect
    .poll(() => {
      found = enginePid(app);
      return found !== null && found !== other;
    })
    .toBe(true);
  if (found === null) throw new Error('no engine');
  return found;
}

const status = (window: Page) => window.evaluate(() => self.attache.call('engine.status', {}));
const info = (window: Page) => window.evaluate(() => self.attache.call('app.info', {}));
const problem = (window: Page) =>
  window.evaluate(async () => {
    const reply = await self.attache.call('forms.list', {});
    return reply.ok ? null : reply.problem.code;
  });

type Counting = { pullStates?: number };

/**
 * Opens the sample, and stops the engine's clock while it pulls. Returns the engine. Until then the clock
 * runs in small steps, because the pull is short and a busy computer would stop it too late.
 */
async function heldInAPull(app: ElectronApplication, window: Page): Promise<number> {
  const first = await engineOf(app);
  await window.evaluate(() => {
    const counting = globalThis as Counting;
    counting.pullStates = 0;
    self.attache.listen((event) => {
      if (event.type !== 'pull') return;
      // A pull that ended before the clock stopped is started again.
      counting.pullStates = event.pull.state === 'running' ? (counting.pullStates ?? 0) + 1 : -1;
    });
    void self.attache.call('workspace.openSample', {});
  });
  const engine = await engineOf(app, first);
  for (;;) {
    process.kill(engine, 'SIGSTOP');
    // By the second state the main process knows about the pull too.
    const states = await window.evaluate(() => (globalThis as Counting).pullStates ?? 0);
    if (states >= 2) return engine;
    process.kill(engine, 'SIGCONT');
    if (states < 0) {
      await window.evaluate(() => {
        (globalThis as Counting).pullStates = 0;
        void self.attache.call('pull.start', { forms: null, full: true });
      });
    }
    await window.waitForTimeout(20);
  }
}

test('an engine that ends is reported and started again, and open requests get a reply', async ({
  app,
  window,
}) => {
  const first = await engineOf(app);
  process.kill(first, 'SIGSTOP');
  // A separate step sends the request and ends once it is sent. Only then is the engine ended.
  await window.evaluate(() => {
    Object.assign(globalThis, { asked: self.attache.call('engine.status', {}) });
  });
  await info(window);
  process.kill(first, 'SIGKILL');
  const reply = await window.evaluate((): unknown => Reflect.get(globalThis, 'asked'));
  expect(reply).toMatchObject({ ok: false, problem: { code: 'engine.stopped' } });
  await expect(window.getByText('The engine is running again.', { exact: true })).toBeVisible();
  await engineOf(app, first);
  expect(await status(window)).toMatchObject({ ok: true, value: { isHidden: false } });
});

test('an engine that keeps ending is left alone until the user decides', async ({ app, window }) => {
  let engine: number | null = null;
  for (let time = 0; time < 3; time += 1) {
    engine = await engineOf(app, engine);
    // Kill the engine only after the window knows of the last crash: each counts as one.
    await expect.poll(async () => (await info(window)).ok && enginePid(app) !== null).toBe(true);
    await status(window);
    process.kill(engine, 'SIGKILL');
  }
  await expect(window.getByText('The engine keeps stopping.')).toBeVisible();
  expect(await status(window)).toMatchObject({ ok: false, problem: { code: 'engine.stopped' } });
  expect(enginePid(app)).toBeNull();
  await window.evaluate(() => self.attache.call('app.restartEngine', { setAside: true }));
  await expect.poll(async () => (await status(window)).ok).toBe(true);
});

test('after an engine is killed in the middle of a pull, the next one continues the pull', async ({
  app,
  window,
}) => {
  const engine = await heldInAPull(app, window);
  process.kill(engine, 'SIGKILL');
  await engineOf(app, engine);
  await expect
    .poll(() =>
      window.evaluate(async () => {
        const reply = await self.attache.call('pull.status', {});
        return reply.ok && reply.value.unfinished === null ? (reply.value.pull?.outcome ?? null) : null;
      }),
    )
    .not.toBeNull();
  const size = await window.evaluate(() => self.attache.call('workspace.size', {}));
  expect(size).toMatchObject({ ok: true, value: { submissions: 240 } });
});

test('locking ends the engine, and the next one shows nothing until the user continues', async ({
  app,
  window,
}) => {
  const first = await engineOf(app);
  await window.evaluate(() => self.attache.call('app.lock', {}));
  await expect(window.locator('[data-screen="locked"]')).toBeVisible();
  const second = await engineOf(app, first);
  expect(second).not.toBe(first);
  expect(await status(window)).toMatchObject({ ok: true, value: { isHidden: true, forms: 0, problems: 0 } });
  expect(await problem(window)).toBe('engine.locked');
  await window.evaluate(() => self.attache.call('engine.continueLocked', {}));
  await expect(window.locator('[data-screen="locked"]')).toHaveCount(0);
  expect(await problem(window)).toBeNull();
});

for (const [event, setting, why] of [
  ['lock-screen', 'onScreenLock', 'screen'],
  ['suspend', 'onSleep', 'sleep'],
] as const) {
  test(`the system's ${event} locks, when the settings say so`, async ({ app, window }) => {
    const locking = (isOn: boolean) => ({
      lock: { idle: null, onScreenLock: false, onSleep: false, [setting]: isOn },
    });
    const emit = () => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event);
    await window.evaluate((settings) => self.attache.call('app.set', settings), locking(false));
    await emit();
    expect(await info(window)).toMatchObject({ value: { locked: null } });
    await window.evaluate((settings) => self.attache.call('app.set', settings), locking(true));
    await emit();
    await expect
      .poll(async () => {
        const now = await info(window);
        return now.ok ? now.value.locked?.why : null;
      })
      .toBe(why);
  });
}

test('closing the window during a pull asks first', async ({ app, window }) => {
  const engine = await heldInAPull(app, window);
  const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await close();
  const dialog = window.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Keep pulling' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await close();
  // The engine does not reply: it is ended after two seconds, and the app with it.
  await pressToEnd(app, dialog.getByRole('button', { name: 'Close and stop' }));
  await expect.poll(() => isRunning(engine)).toBe(false);
});

test('without a keychain the window says so, and nothing is stored in plain text', async ({ launch }) => {
  for (const [keychain, hasKeychain] of [
    ['none', false],
    ['basic', false],
    ['', true],
  ] as const) {
    const { app, window } = await launch({ env: { ATTACHE_HOST_KEYCHAIN: keychain } });
    expect(await info(window)).toMatchObject({ value: { hasKeychain } });
    await app.close();
  }
});

test('when a workspace cannot be opened, the previous one stays open and the window says why', async ({
  app,
  window,
  folder,
}) => {
  const before = await info(window);
  const open = async (path: string) => {
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
    }, path);
    return window.evaluate(async () => {
      const place = await self.attache.call('app.chooseFolder', { purpose: 'workspace' });
      if (!place.ok || place.value === null) throw new Error('nothing chosen');
      const reply = await self.attache.call('workspace.open', { placeId: place.value.id });
      return reply.ok ? reply.value.path : reply.problem.code;
    });
  };
  const damaged = join(folder, 'damaged');
  mkdirSync(damaged);
  writeFileSync(join(damaged, 'attache.sqlite'), 'this is no database');
  const others = join(folder, 'others');
  mkdirSync(others);
  writeFileSync(join(others, 'letter.txt'), 'hello');
  expect(await open(damaged)).toBe('store.unusable');
  expect(await open(others)).toBe('store.not_a_workspace');
  expect(await info(window)).toMatchObject({
    value: { engine: 'ready', workspace: before.ok ? before.value.workspace : null },
  });
  expect(await status(window)).toMatchObject({ ok: true });
  expect(readFileSync(join(damaged, 'attache.sqlite'), 'utf8')).toBe('this is no database');
  const empty = join(folder, 'study');
  expect(await open(empty)).toBe(empty);
  expect(await info(window)).toMatchObject({ value: { recent: [{ path: empty }] } });
});

test('at its start the app says why the workspace cannot be opened, and can try again', async ({
  launch,
  userData,
}) => {
  const workspace = join(userData, 'workspace');
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'attache.sqlite'), 'this is no database');
  const { window } = await launch();
  await expect(
    window.getByText(/cannot be (opened|used|read)|is damaged|not a database/).first(),
  ).toBeVisible();
  expect(await info(window)).toMatchObject({
    value: { engine: 'broken', problem: { code: 'store.unusable' } },
  });
  // After fixing the workspace, the user need not restart the app.
  rmSync(join(workspace, 'attache.sqlite'));
  await window.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await status(window)).ok).toBe(true);
});
