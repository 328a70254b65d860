import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { AppInfo } from '../../electron/ipc/app.ts';
import type { ProblemView } from '../../electron/ipc/common.ts';
import type { AttacheEvent, Payload, Reply, RequestName } from '../../electron/ipc/contract.ts';
import { ask, Refused } from './bridge.ts';
import { forgetDrafts } from './drafts.ts';

/** A reply: loading, received, or refused. While it is requested again the old reply stays. */
export type Loaded<R> =
  | { readonly state: 'loading'; readonly value: undefined; readonly problem: null }
  | { readonly state: 'there'; readonly value: R; readonly problem: ProblemView | null }
  | { readonly state: 'refused'; readonly value: undefined; readonly problem: ProblemView };

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    // What was sent, which may be a passphrase, is forgotten with the dialog that sent it.
    mutations: { retry: false, networkMode: 'always', gcTime: 0 },
  },
});

function keyOf(name: RequestName, payload: unknown): QueryKey {
  return [name, payload];
}

/**
 * The reply to a request. It is kept, and requested again when an event says that it has changed. `payload:
 * null` requests nothing yet. With `keep`, the reply to the previous payload stays until the new one arrives.
 */
export function useReply<N extends RequestName>(
  name: N,
  payload: Payload<N> | null,
  options: { readonly keep?: boolean } = {},
): Loaded<Reply<N>> & { readonly again: () => void } {
  const query = useQuery({
    queryKey: keyOf(name, payload),
    queryFn: () => ask(name, payload as Payload<N>),
    enabled: payload !== null,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  });
  const again = (): void => void query.refetch();
  const problem = query.error instanceof Refused ? query.error.problem : null;
  if (query.data !== undefined) return { state: 'there', value: query.data as Reply<N>, problem, again };
  if (problem !== null) return { state: 'refused', value: undefined, problem, again };
  return { state: 'loading', value: undefined, problem: null, again };
}

export interface Asking<N extends RequestName> {
  /** Sends the request. Resolves with the reply, or null when it was refused (then `problem` says why). */
  readonly ask: (payload: Payload<N>) => Promise<Reply<N> | null>;
  /** The same for a request whose reply is null. Resolves with whether it was done. */
  readonly tell: (payload: Payload<N>) => Promise<boolean>;
  readonly isAsking: boolean;
  readonly problem: ProblemView | null;
  readonly reset: () => void;
}

/** A request that changes something. Events report the changes. */
export function useAsk<N extends RequestName>(name: N): Asking<N> {
  const mutation = useMutation({ mutationFn: (payload: Payload<N>) => ask(name, payload) });
  const send = <R, S>(payload: Payload<N>, done: (reply: Reply<N>) => R, refused: S): Promise<R | S> =>
    mutation.mutateAsync(payload).then(done, (error: unknown) => {
      if (error instanceof Refused) return refused;
      throw error;
    });
  return {
    ask: (payload) => send(payload, (reply) => reply, null),
    tell: (payload) => send(payload, () => true, false),
    isAsking: mutation.isPending,
    problem: mutation.error instanceof Refused ? mutation.error.problem : null,
    reset: mutation.reset,
  };
}

/** Stores a reply that came with an event or another request, so that `useReply` finds it. */
export function putReply<N extends RequestName>(name: N, payload: Payload<N>, reply: Reply<N>): void {
  client.setQueryData(keyOf(name, payload), reply);
}

/** Sets a reply anew after a change. Takes the hook's own client for tests. */
export function useForget(): (...names: RequestName[]) => void {
  const queries = useQueryClient();
  return (...names) => {
    for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
  };
}

/** The replies that an event makes out of date. */
const outdated: Readonly<Partial<Record<AttacheEvent['type'], readonly string[]>>> = {
  'forms-changed': ['forms.', 'data.forms', 'problems.list', 'engine.status', 'servers.list'],
  'data-changed': [
    'data.',
    'problems.',
    'forms.',
    'export.plan',
    'export.media',
    'engine.status',
    'keys.list',
  ],
  'changed-elsewhere': [
    'forms.',
    'pull.',
    'data.',
    'problems.',
    'export.plan',
    'export.media',
    'servers.',
    'keys.',
    'engine.status',
  ],
  'servers-changed': ['servers.', 'forms.'],
  'tried-again': ['problems.'],
  'keys-opened': ['keys.', 'forms.', 'problems.'],
  'keys-changed': ['keys.', 'forms.', 'engine.status', 'problems.'],
  'workspace-key-changed': ['engine.status'],
  'backups-changed': ['backup.list'],
  'engine-started': ['forms.', 'pull.', 'data.', 'problems.', 'export.', 'servers.', 'keys.', 'engine.'],
};

/** The workspace, its lock and its engine: what every other reply belongs to. */
function placeOf({ engine, workspace, locked }: AppInfo): string {
  return `${workspace.path} ${locked?.since ?? ''} ${engine === 'restarting' ? '' : engine}`;
}

/** Requests replies again when events make them out of date. Returns a function that stops this. */
export function followEvents(): () => void {
  let place = '';
  return window.attache.listen((event) => {
    if (event.type === 'app') {
      const isFirst = place === '';
      // What the page was told when it asked: an event that says the same changes nothing.
      const known = client.getQueryData<AppInfo>(keyOf('app.info', {}));
      if (isFirst && known !== undefined) place = placeOf(known);
      putReply('app.info', {}, event.info);
      // The engine or the workspace changed, or the app was locked or unlocked. Nothing from before may be
      // used or shown.
      const { engine, locked } = event.info;
      const now = placeOf(event.info);
      if (now !== place && engine !== 'restarting') {
        const isOld = ({ queryKey }: { readonly queryKey: QueryKey }): boolean =>
          !String(queryKey[0]).startsWith('app.');
        // The first event only names the workspace. What was typed before it belongs to the same workspace.
        if (!isFirst || locked !== null) forgetDrafts();
        client.removeQueries({ predicate: isOld, type: 'inactive' });
        void client.resetQueries({ predicate: isOld });
        place = now;
      }
    }
    if (event.type === 'pull') {
      client.setQueryData(keyOf('pull.status', {}), (known: Reply<'pull.status'> | undefined) =>
        known?.pull != null &&
        known.pull.pullId === event.pull.pullId &&
        known.pull.sequence > event.pull.sequence
          ? known
          : { pull: event.pull, unfinished: null },
      );
      if (event.pull.state === 'ended') {
        void client.invalidateQueries({
          predicate: ({ queryKey }) => /^(forms|pull|problems|data)\./.test(String(queryKey[0])),
        });
      }
    }
    if (event.type === 'backup') putReply('backup.work', {}, event.work);
    if (event.type === 'export') putReply('export.status', {}, event.status);
    const prefixes = outdated[event.type] ?? [];
    if (prefixes.length > 0) {
      void client.invalidateQueries({
        predicate: ({ queryKey }) => prefixes.some((prefix) => String(queryKey[0]).startsWith(prefix)),
      });
    }
  });
}
