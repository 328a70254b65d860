import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { guardContents, guardSession } from './guards.ts';

// Electron asks each of these handlers by itself; here each is asked alone, so that it is missed when it goes. That they
// are asked at all is for the specs in e2e/security.

/** An event that nobody prevents. */
function emitted(emitter: EventEmitter, name: string, details: object = {}): 'prevented' | 'went' {
  let outcome: 'prevented' | 'went' = 'went';
  emitter.emit(name, {
    ...details,
    preventDefault: () => {
      outcome = 'prevented';
    },
  });
  return outcome;
}

describe('a session', () => {
  type Request = Parameters<Session['setPermissionRequestHandler']>[0];
  type Check = Parameters<Session['setPermissionCheckHandler']>[0];
  type Device = Parameters<Session['setDevicePermissionHandler']>[0];
  class Recorder extends EventEmitter {
    request: Request = null;
    check: Check = null;
    device: Device = null;
    before: ((details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void) | null =
      null;
    readonly webRequest = {
      onBeforeRequest: (listener: typeof this.before) => {
        this.before = listener;
      },
    };
    setPermissionRequestHandler(handler: Request): void {
      this.request = handler;
    }
    setPermissionCheckHandler(handler: Check): void {
      this.check = handler;
    }
    setDevicePermissionHandler(handler: Device): void {
      this.device = handler;
    }
  }
  const recorder = new Recorder();
  guardSession(recorder as unknown as Session);

  test('grants no permission that is asked for', () => {
    const answers: boolean[] = [];
    for (const permission of ['media', 'clipboard-read', 'geolocation', 'openExternal', 'fullscreen']) {
      Reflect.apply(recorder.request ?? (() => undefined), null, [
        null,
        permission,
        (isGranted: boolean) => answers.push(isGranted),
      ]);
    }
    expect(answers).toEqual([false, false, false, false, false]);
  });

  test('has no permission', () => {
    expect(Reflect.apply(recorder.check ?? (() => true), null, [null, 'media'])).toBe(false);
  });

  test('has no device', () => {
    expect(Reflect.apply(recorder.device ?? (() => true), null, [{ deviceType: 'usb' }])).toBe(false);
  });

  test('downloads nothing', () => {
    expect(emitted(recorder, 'will-download')).toBe('prevented');
  });

  test.each([
    ['https://evil.example/', true],
    ['ws://127.0.0.1:1/', true],
    ['file:///etc/passwd', true],
    ['app://attache/index.html', false],
  ])('%s is cancelled: %s', (url, isCancelled) => {
    let cancel: boolean | undefined;
    recorder.before?.({ url }, (response) => {
      cancel = response.cancel;
    });
    expect(cancel).toBe(isCancelled);
  });
});

describe('a page', () => {
  class Page extends EventEmitter {
    handler: Parameters<WebContents['setWindowOpenHandler']>[0] | null = null;
    setWindowOpenHandler(handler: Parameters<WebContents['setWindowOpenHandler']>[0]): void {
      this.handler = handler;
    }
  }
  const page = new Page();
  guardContents(page as unknown as WebContents);

  test('opens no window, not even one of ours', () => {
    for (const url of ['https://evil.example/', 'app://attache/index.html', 'about:blank']) {
      expect(Reflect.apply(page.handler ?? (() => null), null, [{ url }])).toEqual({ action: 'deny' });
    }
  });

  test.each([
    ['https://evil.example/', 'prevented'],
    ['app://attache.evil.example/', 'prevented'],
    ['file:///etc/passwd', 'prevented'],
    ['app://attache/index.html', 'went'],
  ])('going to %s is %s', (url, outcome) => {
    expect(emitted(page, 'will-navigate', { url })).toBe(outcome);
    expect(emitted(page, 'will-frame-navigate', { url, isMainFrame: true })).toBe(outcome);
  });

  test('no frame within it goes anywhere', () => {
    const inner = { url: 'app://attache/index.html', isMainFrame: false };
    expect(emitted(page, 'will-frame-navigate', inner)).toBe('prevented');
  });

  test('is not redirected, and holds no web view', () => {
    expect(emitted(page, 'will-redirect', { url: 'app://attache/index.html' })).toBe('prevented');
    expect(emitted(page, 'will-attach-webview')).toBe('prevented');
  });
});
