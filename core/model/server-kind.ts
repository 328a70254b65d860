/** The kinds of server that can be added, in the order in which they are offered. */
export const serverKinds = ['ona', 'kobo', 'central', 'aggregate', 'openrosa'] as const;

export type ServerKind = (typeof serverKinds)[number];

/** The kind of a server as it is kept: `auto` until it is first reached, where its address did not tell. */
export type KindSetting = ServerKind | 'auto';
