import { type ReactNode, useEffect, useState } from 'react';
import type { ProblemView } from '../../electron/ipc/common.ts';
import { Refused } from '../state/bridge.ts';
import { useRoute } from '../state/route.ts';
import { Button } from '../widgets/button.tsx';
import { ProblemNotice } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

/**
 * Says why a request was refused where no screen says it, so that no click stays without a result. It goes when
 * another screen is shown.
 */
export function RefusedNotice(): ReactNode {
  const { t } = useWords();
  const route = useRoute();
  const [problem, setProblem] = useState<ProblemView | null>(null);
  useEffect(() => {
    const hear = (event: PromiseRejectionEvent): void => {
      if (!(event.reason instanceof Refused)) return;
      event.preventDefault();
      setProblem(event.reason.problem);
    };
    window.addEventListener('unhandledrejection', hear);
    return () => window.removeEventListener('unhandledrejection', hear);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about what was done on the screen that is left.
  useEffect(() => setProblem(null), [route?.screen]);
  if (problem === null) return null;
  return (
    <ProblemNotice problem={problem}>
      <Button kind="quiet" icon="x" label={t('common.dismiss')} onPress={() => setProblem(null)} />
    </ProblemNotice>
  );
}
