// Covers electron/main/app-protocol.ts, electron/main/handlers.ts, electron/preload/preload.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerDialogs, expect, test } from '../electron.ts';
import { root } from '../which-electron.ts';

// Guards that another guard stands before: each is asked by itself, so that it is missed when it goes.

test('the session lets no request out of the app, whatever the policy of the page says', async ({ app }) => {
  const loaded = await app.evaluate(({ session }) => {
    const page = session.fromPartition('attache');
    if (!('mayLoad' in page)) return null;
    const { mayLoad } = page as unknown as { mayLoad(url: string): boolean };
    return [
      'https://evil.example/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'app://attache/index.html',
    ].map((url) => Reflect.apply(mayLoad, page, [url]));
  });
  test.skip(loaded === null, 'in Electron the listener cannot be called from outside');
  expect(loaded).toEqual([false, false, false, true]);
});

test('the page lives in a session that keeps nothing on the disk', async ({ app, window }) => {
  await window.waitForLoadState();
  const isInMemory = await app.evaluate(({ BrowserWindow, session }) =>
    BrowserWindow.getAllWindows().every(
      ({ webContents }) => webContents.session === session.fromPartition('attache'),
    ),
  );
  expect(isInMemory).toBe(true);
});

test('nothing is downloaded, and no web view is attached', async ({ app, window }) => {
  await window.waitForLoadState();
  const prevented = await app.evaluate(({ BrowserWindow, session }) => {
    const tried: Record<string, boolean> = {};
    const event = (name: string) => {
      tried[name] = false;
      return {
        preventDefault: () => {
          tried[name] = true;
        },
      };
    };
    const emit = (on: unknown, name: string): void => {
      (on as NodeJS.EventEmitter).emit(name, event(name), {}, {});
    };
    emit(session.fromPartition('attache'), 'will-download');
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    emit(contents, 'will-attach-webview');
    emit(contents, 'will-redirect');
    return tried;
  });
  expect(prevented).toEqual({ 'will-download': true, 'will-attach-webview': true, 'will-redirect': true });
});

test('a page that is not ours gets no reply, though it had our preload', async ({ app, window }) => {
  await window.waitForLoadState();
  const [foreign] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(
      ({ BrowserWindow, session }, preload) => {
        const other = new BrowserWindow({
          webPreferences: {
            preload,
            session: session.fromPartition('foreign'),
            sandbox: true,
            contextIsolation: true,
          },
        });
        void other.loadURL('data:text/html,<title>app://attache</title>');
      },
      join(root, 'out', 'preload', 'preload.cjs'),
    ),
  ]);
  await foreign.waitForFunction(() => 'attache' in globalThis);
  const main = await foreign.evaluate(() => self.attache.call('app.info', {}));
  expect(main).toMatchObject({ ok: false, problem: { code: 'engine.bug' } });
  // It has no port to the engine: what it asks stays unanswered, while our own window is served.
  const engine = await Promise.race([
    foreign.evaluate(() => self.attache.call('engine.status', {})),
    (async () => {
      for (let i = 0; i < 5; i += 1) {
        expect(await window.evaluate(() => self.attache.call('engine.status', {}))).toMatchObject({
          ok: true,
        });
      }
      return 'unanswered';
    })(),
  ]);
  expect(engine).toBe('unanswered');
});

test('the window can have nothing written to a file that was chosen to be read', async ({
  app,
  window,
  folder,
}) => {
  const file = join(folder, 'key.pem');
  writeFileSync(file, 'the only copy');
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: `${path}.txt` });
  }, file);
  const codes = await window.evaluate(async () => {
    const { call } = self.attache;
    const read = await call('app.chooseFile', { purpose: 'key' });
    const save = await call('app.chooseSave', { purpose: 'text', suggested: 'x.txt' });
    if (!read.ok || !save.ok || read.value === null || save.value === null) throw new Error('not chosen');
    const outcome = [];
    for (const { id } of [read.value, save.value]) {
      const reply = await call('app.saveText', { placeId: id, text: 'written' });
      outcome.push(reply.ok ? 'written' : reply.problem.code);
    }
    return outcome;
  });
  expect(codes).toEqual(['engine.place_unknown', 'written']);
  expect(readFileSync(file, 'utf8')).toBe('the only copy');
  expect(readFileSync(`${file}.txt`, 'utf8')).toBe('written');
});

test('the window cannot say by itself whom servers are trusted by', async ({ app, window, folder }) => {
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'not chosen yet');
  const set = () => window.evaluate((caFile) => self.attache.call('app.set', { caFile }), file);
  expect(await set()).toMatchObject({ ok: false, problem: { code: 'engine.place_unknown' } });
  await answerDialogs(app, { open: [file] });
  await window.evaluate(() => self.attache.call('app.chooseFile', { purpose: 'certificate' }));
  expect(await set()).toMatchObject({ ok: true, value: { settings: { caFile: file } } });
});
