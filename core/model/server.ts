import { z } from 'zod';
import type { KindSetting, ServerKind } from './server-kind.ts';

/**
 * A server as the user added it. For a password or token, only the name of its environment variable is stored
 * here.
 */
export const serverSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  login: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({
      kind: z.literal('password'),
      user: z.string().min(1),
      passwordEnv: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('token'), tokenEnv: z.string().nullable() }),
    z.strictObject({ kind: z.literal('bearer'), tokenEnv: z.string().nullable() }),
  ]),
  caFile: z.string().nullable(),
  proxy: z.string().nullable(),
});

export type ServerSettings = z.infer<typeof serverSettings>;

/** A folder or zip on this computer. */
export const folderSettings = z.strictObject({
  path: z.string().min(1),
  /** What was found there when it was added. */
  layout: z.enum(['briefcase', 'collect', 'loose', 'zip']).optional(),
  /** True when ODK Collect's drafts are pulled, too. */
  drafts: z.boolean().optional(),
});

export type FolderSettings = z.infer<typeof folderSettings>;

export interface WebServer {
  readonly name: string;
  readonly kind: KindSetting;
  readonly settings: ServerSettings;
}

/** A server whose kind is known, so that it can be connected to. */
export interface SettledServer extends WebServer {
  readonly kind: ServerKind;
}

export interface FolderServer {
  readonly name: string;
  readonly kind: 'folder';
  readonly settings: FolderSettings;
}

/** A place that submissions are pulled from, as the user added it. */
export type Server = WebServer | FolderServer;

/** Requests at the same time to one server, unless the user sets another number. */
export const DEFAULT_CONNECTIONS = 4;
