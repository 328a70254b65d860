import { ask } from '../../state/bridge.ts';
import { putDropped } from '../../state/dropped.ts';
import { go } from '../../state/route.ts';

/** Lets the user choose a folder, and opens the screen that adds it. */
export async function addFolder(): Promise<void> {
  const place = await ask('app.chooseFolder', { purpose: 'source' });
  if (place === null) return;
  putDropped({ kind: 'source', place });
  go({ screen: 'servers', add: true });
}
