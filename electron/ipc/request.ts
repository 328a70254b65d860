import type { z } from 'zod';

/** Who replies to a request: `main` holds windows, dialogs and settings; `engine` holds the workspace and the keys. */
export type Owner = 'main' | 'engine';

/** One request of the contract: who replies, and what its payload must look like. The reply is a type only. */
export interface RequestSpec<O extends Owner, P extends z.ZodType, R> {
  readonly owner: O;
  readonly payload: P;
  /** Never set: it carries the type of the reply. */
  readonly reply?: R;
}

/** A request to which the engine replies with an `R`. Takes the schema of its payload. */
export function engine<R>(): <P extends z.ZodType>(payload: P) => RequestSpec<'engine', P, R> {
  return (payload) => ({ owner: 'engine', payload });
}

/** A request to which the main process replies with an `R`. Takes the schema of its payload. */
export function main<R>(): <P extends z.ZodType>(payload: P) => RequestSpec<'main', P, R> {
  return (payload) => ({ owner: 'main', payload });
}
