import type { MainScreen } from '../../electron/ipc/app.ts';
import type { IconName } from '../widgets/icon.tsx';
import type { WordId } from '../words/words.ts';

interface MainScreenFacts {
  readonly label: WordId;
  readonly icon: IconName;
  /** Its part of the rail: the work on the data, the servers and keys that this work needs, or the foot. */
  readonly group: 'work' | 'means' | 'foot';
}

const facts: Readonly<Record<MainScreen, MainScreenFacts>> = {
  forms: { label: 'frame.forms', icon: 'clipboard-list', group: 'work' },
  pull: { label: 'frame.pull', icon: 'arrow-down-to-line', group: 'work' },
  data: { label: 'frame.data', icon: 'table-2', group: 'work' },
  problems: { label: 'frame.problems', icon: 'triangle-alert', group: 'work' },
  export: { label: 'frame.export', icon: 'file-output', group: 'work' },
  keys: { label: 'frame.keys', icon: 'key-round', group: 'means' },
  servers: { label: 'frame.servers', icon: 'server', group: 'means' },
  settings: { label: 'frame.settings', icon: 'settings-2', group: 'foot' },
};

/**
 * The screens that the rail, the palette and the shortcuts lead to, in the order of the contract. Its list of names is
 * a value of `electron/ipc`, which the page may not import; `main-screens.test.ts` compares the two.
 */
export const mainScreens: readonly (MainScreenFacts & { readonly screen: MainScreen })[] = (
  Object.keys(facts) as MainScreen[]
).map((screen) => ({ screen, ...facts[screen] }));
