import type { WebContents } from 'electron';
import type { AppInfo } from '../ipc/app.ts';
import { channels, type PortNews } from '../ipc/owners.ts';
import type { EngineProcess } from './engine-process.ts';

/** The ports over which the pages of the windows ask the engine. Each engine gives each page a new one. */
export class PagePorts {
  /** The pages that have asked for a port. */
  readonly #pages = new Set<WebContents>();
  #engine: EngineProcess | null = null;

  /** From now on, pages ask this engine. */
  use(engine: EngineProcess): void {
    this.#engine = engine;
  }

  /** A page asks for a port. It gets one now, or as soon as there is an engine. Takes the state of the engine. */
  connect(page: WebContents, state: AppInfo['engine']): void {
    this.#pages.add(page);
    if (state === 'ready' || state === 'locked' || state === 'new') this.#engine?.connect(page);
    else if (state === 'broken') page.postMessage(channels.engine, { port: 'broken' } satisfies PortNews);
  }

  /** The window of this page was closed. */
  forget(page: WebContents): void {
    this.#pages.delete(page);
  }

  /** The engine can be asked; there is none for a while; it keeps stopping. */
  tell(port: 'open' | 'closed' | 'broken'): void {
    for (const page of this.#pages) {
      if (port === 'open') this.#engine?.connect(page);
      else page.postMessage(channels.engine, { port } satisfies PortNews);
    }
  }
}
