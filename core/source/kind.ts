import type { FormRef } from '../model/form-ref.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { KindCheck, Product } from './check/kind-check.ts';
import type { Connection } from './connection.ts';
import type { ServerDecryption } from './server-decryption.ts';
import type { Source } from './source.ts';

/** An address as a user entered it, and what the web makes of it. */
export interface Entered {
  readonly text: string;
  readonly url: URL;
}

/**
 * How surely an address is one of a kind: `certain` by its host or by a page that no other server has, `probable` by a
 * page that others are unlikely to have, `possible` by one that others may have too. The surest kind counts; of two that
 * are as sure, the one that is offered first.
 */
export type Certainty = 'certain' | 'probable' | 'possible';

/** Two servers that the user has added are one when this is the same. */
export interface SameServer {
  readonly key: string;
  /**
   * Whether its lists say which submission a ref is of all that the server has, whatever address of it is asked. Of the
   * others only the same address lists the same.
   */
  readonly hasNumbers: boolean;
}

/**
 * A kind of server. Each is a folder of `core/source` whose `kind.ts` has this shape, and a line in the registry
 * (`kinds.ts`). Nothing outside that folder knows the kind by its name. What only connecting needs is loaded by `connect`.
 */
export interface Kind<K extends ServerKind = ServerKind> {
  readonly id: K;
  /** The products that its connector can speak with, its own among them. */
  readonly products: readonly Product[];
  /** How surely an address alone is of this kind; null when it does not tell. Throws nothing. */
  recognise(entered: Entered): Certainty | null;
  /** How a server of this kind is known by what it shows to a stranger. */
  readonly check: KindCheck;
  /**
   * The source behind a server. Sends no request. Throws a Problem when the address or the CA file cannot be used, or the
   * login must not travel to that address.
   */
  connect(connection: Connection): Promise<Source>;
  /** Which server an address belongs to, whichever of its pages, owners or projects it names. Throws a Problem. */
  sameServer(address: string): SameServer;
  /**
   * The address that is kept of what a user entered, where that is more or less than what was entered. Throws a Problem
   * when it is no web address.
   */
  keptAddress?(entered: string): string;
  /**
   * Where a stranger asks what the server is, when that is not the address itself: a page of a project or form has no list
   * of forms below it. Throws a Problem when it is no web address.
   */
  askedAt?(entered: string): URL;
  /**
   * The part of the server (owner, project, form) that an address stands for, the same text for each way to write it. Left
   * out where parts are never added as servers of their own. Throws a Problem when it is no web address.
   */
  partOf?(address: string): string;
  /** Whether an address is that of an account which can only send submissions. Throws nothing. */
  isOnlyForSending?(entered: string): boolean;
  /** At an address without a path it lists forms whose submissions it does not give there. */
  readonly needsOwner?: true;
  /** Its list of forms comes from an interface that no other kind has, so that a list that was read proves the kind. */
  readonly hasOwnList?: true;
  /** Whether a list of forms that the connector of another kind has read may come from a server of this kind. */
  mayList?(forms: readonly FormRef[]): boolean;
  /** Loads what has a server decrypt the forms whose key it keeps; left out where no server of this kind does so when asked. */
  decryption?(): Promise<ServerDecryption>;
}
