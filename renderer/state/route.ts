import { useSyncExternalStore } from 'react';
import type { FormKey, ProblemView } from '../../electron/ipc/common.ts';
import type { Filter, TableView } from '../../electron/ipc/data.ts';
import type { Bucket } from '../../electron/ipc/problems.ts';

/** Which forms the Forms screen shows. */
export type FormFilter = 'all' | 'to-pull' | 'problems';

/**
 * The place that the window shows. Each is an entry of back and forward. No part of it is in the page's
 * address.
 */
export type Route =
  | { readonly screen: 'first-run' }
  | {
      readonly screen: 'forms';
      readonly filter?: FormFilter;
      readonly form?: FormKey;
      readonly listed?: FormKey;
    }
  | { readonly screen: 'pull'; readonly report?: number; readonly history?: boolean }
  | {
      readonly screen: 'data';
      readonly formId?: string;
      readonly path?: string;
      readonly version?: string;
      readonly filters?: readonly Filter[];
      readonly search?: string;
      readonly submissionId?: number;
    }
  | {
      readonly screen: 'problems';
      readonly bucket?: Bucket;
      /** The requested cause, as the report has it. */
      readonly cause?: ProblemView;
      readonly formId?: string;
      readonly groupId?: string;
    }
  | {
      readonly screen: 'export';
      readonly formId?: string;
      readonly view?: TableView;
      readonly columns?: readonly string[];
    }
  | {
      readonly screen: 'keys';
      readonly fingerprint?: string;
      readonly add?: boolean;
      readonly generate?: boolean;
    }
  | { readonly screen: 'servers'; readonly name?: string; readonly add?: boolean }
  | { readonly screen: 'settings'; readonly section?: string };

export type Screen = Route['screen'];

const listeners = new Set<() => void>();
/** The last shown route. A history entry without a route keeps it. */
let last: Route | null = null;

function current(): Route | null {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'screen' in state ? (state as Route) : null;
}

/**
 * Goes to a route. `replace` replaces the current history entry: for filters and the like while the user
 * types.
 */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  last = route;
  if (how === 'push') history.pushState(route, '');
  else history.replaceState(route, '');
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => {
  const route = current();
  // This entry is not one of ours (for example a link within the page). Without this the screen would become
  // empty and start over.
  if (route === null && last !== null) history.replaceState(last, '');
  else last = route;
  for (const listener of listeners) listener();
});

/** The current route; null until the first is chosen. */
export function useRoute(): Route | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/** The route of a screen while that screen is shown. */
export function useRouteOf<S extends Screen>(screen: S): Extract<Route, { screen: S }> {
  const route = useRoute();
  return (route?.screen === screen ? route : { screen }) as Extract<Route, { screen: S }>;
}
