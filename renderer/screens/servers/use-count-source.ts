import type { ProblemView } from '../../../electron/ipc/common.ts';
import { useAsk, useForget } from '../../state/replies.ts';

/** Lists the forms of a source that was just added or changed, and counts them, so that the screens show them. */
export function useCountSource(): {
  readonly count: (name: string) => void;
  readonly problem: ProblemView | null;
} {
  const refresh = useAsk('forms.refresh');
  const forget = useForget();
  const count = (name: string): void => {
    forget('servers.list', 'forms.list');
    void refresh.ask({ source: name }).then(() => forget('servers.list', 'forms.list'));
  };
  return { count, problem: refresh.problem };
}
