import type { ProblemView } from '../../electron/ipc/common.ts';
import { useWords } from '../words/use-words.tsx';
import { ask } from './bridge.ts';
import { say } from './notices.ts';
import { useAsk, useForget } from './replies.ts';

/**
 * Adds a form definition from a file: asks for the file, and shows how many submissions it makes readable.
 */
export function useAddForm(): {
  readonly choose: () => Promise<void>;
  readonly isAsking: boolean;
  readonly problem: ProblemView | null;
} {
  const { t } = useWords();
  const addForm = useAsk('problems.addForm');
  const forget = useForget();
  const choose = async (): Promise<void> => {
    const place = await ask('app.chooseFile', { purpose: 'form' });
    if (place === null) return;
    const added = await addForm.ask({ placeId: place.id });
    if (added === null) return;
    say(t('problems.form.added', { count: added.read }));
    forget('problems.list', 'problems.submissions');
  };
  return { choose, isAsking: addForm.isAsking, problem: addForm.problem };
}
