import { type ReactNode, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { say } from '../../state/notices.ts';
import { useAsk } from '../../state/replies.ts';
import { TextField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The request that checks the last group of a code. */
type Checking = 'workspace.checkRecoveryCode' | 'backup.checkCode';

/** The last group of a code, as it is typed. */
export interface TypedGroup {
  readonly typed: string;
  readonly setTyped: (typed: string) => void;
  readonly isWrong: boolean;
  readonly tryIt: () => Promise<void>;
  readonly problem: ProblemView | null;
}

/**
 * The last group of a code, typed as the proof that the code was kept. When it is right, says so by these words and
 * closes the dialog.
 */
export function useLastGroup(checking: Checking, said: string, close: () => void): TypedGroup {
  const check = useAsk(checking);
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  return {
    typed,
    setTyped: (next) => {
      setTyped(next);
      setWrong(false);
    },
    isWrong,
    tryIt: async () => {
      const reply = typed.trim() === '' ? null : await check.ask({ group: typed });
      if (reply === null) return;
      setWrong(!reply.isRight);
      if (!reply.isRight) return;
      say(said);
      close();
    },
    problem: check.problem,
  };
}

export function LastGroup({ last }: { readonly last: TypedGroup }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <TextField
        isStacked
        isCode
        label={t('encryption.recovery.lastGroup')}
        hint={t('encryption.recovery.lastGroup.hint')}
        error={last.isWrong ? t('encryption.recovery.lastGroup.wrong') : null}
        value={last.typed}
        onChange={last.setTyped}
        onEnter={() => void last.tryIt()}
      />
      {last.problem !== null && <ProblemText problem={last.problem} />}
    </>
  );
}
