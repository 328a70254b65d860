import { useEffect } from 'react';
import type { Place } from '../../../electron/ipc/common.ts';
import type { SourceRow } from '../../../electron/ipc/servers.ts';
import { ask } from '../../state/bridge.ts';
import { putDropped, useDropped } from '../../state/dropped.ts';
import { say } from '../../state/notices.ts';
import { type Asking, useAsk } from '../../state/replies.ts';
import { useWords } from '../../words/use-words.tsx';

/** Adds a folder or a zip file as a source, from a dialog or a drop. Passes the new source to `onAdded`. */
export function useAddFolder(onAdded: (row: SourceRow, forms: number) => void): {
  readonly asking: Asking<'servers.addFolder'>;
  readonly folder: () => Promise<void>;
  readonly zip: () => Promise<void>;
} {
  const { t } = useWords();
  const asking = useAsk('servers.addFolder');
  const dropped = useDropped('source');
  const add = async (place: Place | null): Promise<void> => {
    if (place === null) return;
    const added = await asking.ask({ placeId: place.id });
    if (added === null) return;
    say(t('servers.folder.added', { name: added.row.name }));
    onAdded(added.row, added.forms);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dropped is added at once, and once.
  useEffect(() => {
    if (dropped === null) return;
    putDropped(null);
    void add(dropped);
  }, [dropped]);
  return {
    asking,
    folder: async () => add(await ask('app.chooseFolder', { purpose: 'source' })),
    zip: async () => add(await ask('app.chooseFile', { purpose: 'zip' })),
  };
}
