import type { OpenRosaOptions } from './openrosa.ts';
import type { Source } from './source.ts';

/** The kinds of server that can be added, in the order in which they are offered. */
export const serverKinds = ['central', 'aggregate', 'openrosa'] as const;
export type ServerKind = (typeof serverKinds)[number];

/**
 * The source behind a server of that kind. No request is sent yet. Throws a Problem when the address or the CA file
 * cannot be used, or the login must not travel to that address. Loads only what that kind needs.
 */
export async function webSource(kind: ServerKind, options: OpenRosaOptions): Promise<Source> {
  if (kind === 'central') {
    const { centralSource } = await import('./central.ts');
    return centralSource(options);
  }
  const { openRosaSource } = await import('./openrosa.ts');
  return openRosaSource(options);
}
