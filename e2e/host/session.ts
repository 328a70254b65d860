import { EventEmitter } from 'node:events';

type PermissionCheck = (contents: unknown, permission: string) => boolean;
type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
) => void;
type BeforeRequest = (
  details: { readonly url: string },
  answer: (response: { readonly cancel?: boolean }) => void,
) => void;

/** A session: its schemes, its guards, its proxy. Nothing of it is on the disk. */
export class HostSession extends EventEmitter {
  readonly handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  #check: PermissionCheck | null = null;
  #request: PermissionRequest | null = null;
  #beforeRequest: BeforeRequest | null = null;

  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
      this.handlers.set(scheme, handler);
    },
  };
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.#beforeRequest = listener;
    },
  };

  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.#check = handler;
  }

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.#request = handler;
  }

  setDevicePermissionHandler(): void {
    // Chromium without a window offers no device.
  }

  async resolveProxy(): Promise<string> {
    return process.env.ATTACHE_HOST_PROXY ?? 'DIRECT';
  }

  /** As in Electron: what no handler refuses is granted. */
  isGranted(permission: string): boolean {
    if (this.#check !== null && !this.#check(null, permission)) return false;
    let isGranted = true;
    this.#request?.(null, permission, (answer) => {
      isGranted = answer;
    });
    return isGranted;
  }

  /** Whether a request may go on. */
  mayLoad(url: string): boolean {
    let isCancelled = false;
    this.#beforeRequest?.({ url }, ({ cancel = false }) => {
      isCancelled = cancel;
    });
    return !isCancelled;
  }
}

const sessions = new Map<string, HostSession>();

export const session = {
  defaultSession: new HostSession(),
  fromPartition: (name: string): HostSession => {
    const known = sessions.get(name) ?? new HostSession();
    sessions.set(name, known);
    return known;
  },
};
