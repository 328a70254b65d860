import { useSyncExternalStore } from 'react';
import type { FormKey, ProblemView } from '../../electron/ipc/common.ts';
import type { Filter, TableView } from '../../electron/ipc/data.ts';
import type { Bucket } from '../../electron/ipc/problems.ts';

/** Which forms the Forms screen shows. */
export type FormFilter = 'all' | 'to-pull' | 'problems';

/** Where the window is. Each is an entry of back and forward; nothing of it stands in an address. */
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
      /** The cause that is asked for, as a report told it. */
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
/** The route that was shown last: an entry of the history that holds none leaves it where it is. */
let last: Route | null = null;

function current(): Route | null {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'screen' in state ? (state as Route) : null;
}

/** Goes somewhere. `replace` takes the place of the entry that is shown: for filters and the like while they are typed. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  last = route;
  if (how === 'push') history.pushState(route, '');
  else history.replaceState(route, '');
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => {
  const route = current();
  // Not one of ours, such as a link to a place within the page: it would empty the screen and begin anew.
  if (route === null && last !== null) history.replaceState(last, '');
  else last = route;
  for (const listener of listeners) listener();
});

/** The route that is shown; null until the first is chosen. */
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
