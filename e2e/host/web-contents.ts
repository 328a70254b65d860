import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { fromChromium, toChromium } from './address.ts';
import { closeUnbegun, offTheRecord } from './browser-contexts.ts';
import type { Cdp, Params, Session } from './cdp.ts';
import { decode, encode } from './codec.ts';
import { ipcMain } from './ipc-main.ts';
import { setPermissions } from './permissions.ts';
import type { HostPort } from './ports.ts';
import { respond } from './respond.ts';
import { pageScript, preloadScript } from './scripts.ts';
import { type HostSession, session as sessions } from './session.ts';

const WORLD = 'attache-preload';
type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };

interface FromPage {
  readonly kind: 'invoke' | 'send' | 'port' | 'port-closed';
  readonly id: number;
  readonly channel: string;
  readonly args: readonly unknown[];
  readonly data: unknown;
}

let nextId = 1;
export const allContents = new Set<HostWebContents>();

/** One page. */
export class HostWebContents extends EventEmitter {
  readonly id: number;
  readonly session: HostSession;
  targetId = '';
  #cdp: Cdp | null = null;
  #page: Session | null = null;
  #contextId: string | null = null;
  #url = '';
  #isDestroyed = false;
  #expected: string | null = null;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #zoom = 1;
  #size: { readonly width: number; readonly height: number } | null = null;
  readonly #ports = new Map<number, HostPort>();
  #nextPort = 1;
  #held: string[] = [];

  constructor(session: HostSession | undefined) {
    super();
    this.id = nextId;
    nextId += 1;
    this.session = session ?? sessions.defaultSession;
    allContents.add(this);
  }

  get mainFrame(): { readonly url: string; readonly parent: null; readonly origin: string } {
    const url = this.getURL();
    return { url, parent: null, origin: URL.parse(url)?.origin ?? 'null' };
  }

  /** Makes the page in Chromium. */
  async open(
    cdp: Cdp,
    preload: string | undefined,
    size: { readonly width: number; readonly height: number },
  ): Promise<void> {
    this.#cdp = cdp;
    const { targetId } = await cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      browserContextId: await offTheRecord(cdp),
    });
    this.targetId = targetId;
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true });
    const page = cdp.session(sessionId);
    this.#page = page;
    page.events.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === WORLD) this.#contextId = context.uniqueId;
    });
    page.events.on('Runtime.bindingCalled', ({ payload }) => this.#hear(decode(payload) as FromPage));
    page.events.on('Fetch.requestPaused', (paused) => void this.#load(paused));
    page.events.on('Page.domContentEventFired', () => this.emit('dom-ready'));
    page.events.on('Page.loadEventFired', () => this.emit('did-finish-load'));
    page.events.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId === undefined) this.#url = fromChromium(frame.url);
    });
    page.events.on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', {}, { reason: 'crashed' }),
    );
    cdp.events.on('Target.targetDestroyed', ({ targetId: gone }) => {
      if (gone === targetId) this.#gone();
    });
    cdp.events.on('Target.targetCreated', ({ targetInfo }) => {
      if (
        targetInfo.openerId !== targetId ||
        this.#openHandler({ url: fromChromium(targetInfo.url) }).action === 'allow'
      )
        return;
      void closeUnbegun(cdp, targetInfo.targetId);
    });
    await Promise.all([
      page.send('Page.enable'),
      page.send('Runtime.enable'),
      page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.resize(size),
      setPermissions(cdp, this.session),
    ]);
    if (preload !== undefined) {
      const token = randomBytes(16).toString('hex');
      await page.send('Runtime.addBinding', { name: 'toHost', executionContextName: WORLD });
      await page.send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript(token) });
      await page.send('Page.addScriptToEvaluateOnNewDocument', {
        source: preloadScript(token, preload),
        worldName: WORLD,
      });
    }
  }

  /** Zooming makes each of the page's pixels larger, so that fewer fit into the window. */
  async resize(size: { readonly width: number; readonly height: number }): Promise<void> {
    this.#size = size;
    await this.#page?.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(size.width / this.#zoom),
      height: Math.round(size.height / this.#zoom),
      deviceScaleFactor: this.#zoom,
      mobile: false,
    });
  }

  async theme(isDark: boolean): Promise<void> {
    await this.#page?.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }],
    });
  }

  async loadURL(url: string): Promise<void> {
    this.#url = url;
    this.#expected = toChromium(url);
    await this.#page?.send('Page.navigate', { url: this.#expected });
  }

  /** The page as a PDF, in the size and with the margins of its style. */
  async printToPDF(): Promise<Buffer> {
    const printed = await this.#page?.send('Page.printToPDF', {
      printBackground: true,
      preferCSSPageSize: true,
    });
    return Buffer.from(String(printed?.data ?? ''), 'base64');
  }

  reload(): void {
    this.#expected = toChromium(this.#url);
    void this.#page?.send('Page.reload');
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'message', channel, args, ports: [] });
  }

  postMessage(channel: string, message: unknown, ports: readonly HostPort[] = []): void {
    const ids = ports.map((port) => {
      const id = this.#nextPort;
      this.#nextPort += 1;
      this.#ports.set(id, port);
      port.moveTo(
        (data) => this.#tell({ kind: 'port', id, data }),
        () => this.#ports.delete(id),
      );
      return id;
    });
    this.#tell({ kind: 'message', channel, args: [message], ports: ids });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  setZoomFactor(factor: number): void {
    this.#zoom = factor;
    if (this.#size !== null) void this.resize(this.#size);
  }

  getZoomFactor(): number {
    return this.#zoom;
  }

  getURL(): string {
    return this.#url;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  /** Closes the page; the window asks its own listeners before it calls this. */
  close(): void {
    this.emit('-close');
  }

  async end(): Promise<void> {
    await this.#cdp?.send('Target.closeTarget', { targetId: this.targetId }).catch(() => undefined);
    this.#gone();
  }

  #gone(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    allContents.delete(this);
    for (const port of this.#ports.values()) port.close();
    this.emit('destroyed');
  }

  #tell(message: Params): void {
    // `undefined` is carried too: the codec says so where JSON could not.
    this.#held.push(
      encode({ id: 0, ok: true, value: null, data: null, args: [], ports: [], channel: '', ...message }),
    );
    this.#flush();
  }

  #flush(): void {
    if (this.#contextId === null || this.#isDestroyed) return;
    for (const text of this.#held.splice(0)) {
      void this.#page
        ?.send('Runtime.evaluate', {
          expression: `globalThis.fromHost?.(${JSON.stringify(text)})`,
          uniqueContextId: this.#contextId,
        })
        .catch(() => undefined);
    }
  }

  #hear(message: FromPage): void {
    const event = { sender: this, senderFrame: this.mainFrame, processId: 1, frameId: 1 };
    if (message.kind === 'port') this.#ports.get(message.id)?.postMessage(message.data);
    else if (message.kind === 'port-closed') this.#ports.get(message.id)?.close();
    else if (message.kind === 'send') {
      const files: unknown = Reflect.get(globalThis, 'hostFiles');
      if (files !== undefined) this.#tell({ kind: 'files', value: files });
      ipcMain.emit(message.channel, event, ...message.args);
    } else {
      ipcMain.answer(message.channel, event, message.args).then(
        (value) => this.#tell({ kind: 'reply', id: message.id, ok: true, value }),
        (error: unknown) => this.#tell({ kind: 'reply', id: message.id, ok: false, value: String(error) }),
      );
    }
  }

  /** Gives the page the paths of files that a spec is about to drop. */
  setFiles(files: Readonly<Record<string, string>>): void {
    this.#tell({ kind: 'files', value: files });
  }

  async #load({ requestId, request, resourceType, frameId }: Params): Promise<void> {
    const page = this.#page;
    if (page === null) return;
    const url = fromChromium(request.url);
    if (resourceType === 'Document') {
      const isExpected = request.url === this.#expected;
      this.#expected = null;
      if (!isExpected && !this.#mayNavigate(url, frameId)) {
        // Aborted, not failed: the page that is shown stays.
        await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }).catch(() => undefined);
        return;
      }
      this.#contextId = null;
    }
    try {
      await respond(page, this.session, requestId, request);
    } catch {
      // The page has gone on to something else.
    }
  }

  #mayNavigate(url: string, _frameId: string): boolean {
    let isPrevented = false;
    const event = {
      url,
      isMainFrame: true,
      isSameDocument: false,
      preventDefault: () => {
        isPrevented = true;
      },
    };
    this.emit('will-navigate', event, url);
    this.emit('will-frame-navigate', event);
    return !isPrevented;
  }
}

/** `webContents` of the module. */
export const webContents = {
  fromDevToolsTargetId: (targetId: string): HostWebContents | undefined =>
    [...allContents].find((contents) => contents.targetId === targetId),
  fromId: (id: number): HostWebContents | undefined =>
    [...allContents].find((contents) => contents.id === id),
  getAllWebContents: (): readonly HostWebContents[] => [...allContents],
};
