import { useEffect, useSyncExternalStore } from 'react';
import type { PullStatus } from '../../electron/ipc/pull.ts';
import { useApp } from './app-info.ts';
import { useReply } from './replies.ts';
import { go, useRoute } from './route.ts';

let isAwaited = false;
const listeners = new Set<() => void>();

/** From now on the sample's data is shown as soon as it is ready. */
export function awaitSample(isOn: boolean): void {
  isAwaited = isOn;
  for (const listener of listeners) listener();
}

/** Shows the data of the sample when it is ready, unless the user has gone elsewhere meanwhile. */
export function useSampleReady(pull: PullStatus | null): void {
  const { workspace, engine } = useApp();
  const isWaiting = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isAwaited,
  );
  const isOpen = isWaiting && workspace.isSample && engine === 'ready';
  const forms = useReply('data.forms', isOpen ? {} : null, { keep: true }).value ?? [];
  const route = useRoute();
  const isReady =
    isOpen && forms.some(({ readable }) => readable > 0) && (pull === null || pull.state === 'ended');
  const isStillThere = route === null || route.screen === 'first-run' || route.screen === 'pull';
  useEffect(() => {
    if (!isReady) return;
    awaitSample(false);
    if (isStillThere) go({ screen: 'data' });
  }, [isReady, isStillThere]);
}
