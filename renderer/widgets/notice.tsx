import type { ReactNode } from 'react';
import type { ProblemView } from '../../electron/ipc/common.ts';
import { ask } from '../state/bridge.ts';
import { say } from '../state/notices.ts';
import { withoutMarks } from '../words/bidi.ts';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';
import { asksForCa, ChooseCa } from './choose-ca.tsx';
import { Icon, type IconName } from './icon.tsx';
import { TakeAs } from './take-as.tsx';

export type Tone = 'good' | 'info' | 'warn' | 'bad';

const usual: Readonly<Record<Tone, IconName>> = {
  good: 'circle-check',
  info: 'info',
  warn: 'triangle-alert',
  bad: 'circle-x',
};

/** A line of state under the head: bold outcome, a sentence, one button. Show one at most, the worst. */
export function Notice({
  tone,
  icon,
  title,
  children,
  action,
}: {
  readonly tone: Tone;
  readonly icon?: IconName;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon ?? usual[tone]} />
      <span className="grow">
        {title !== undefined && <b className="strong">{title}</b>} {children}
      </span>
      {action}
    </div>
  );
}

/** A problem as a notice: sentence, what to do, try again, copy. */
export function ProblemNotice({
  problem,
  again,
  children,
}: {
  readonly problem: ProblemView;
  readonly again?: () => void;
  /** More buttons. */
  readonly children?: ReactNode;
}): ReactNode {
  const words = useWords();
  const { sentence, action } = words.problem(problem);
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: withoutMarks(`${sentence}\n${action}\n${problem.code}`) });
    say(words.t('common.copied'));
  };
  return (
    <Notice
      tone="bad"
      title={sentence}
      action={
        <>
          {asksForCa(problem) && <ChooseCa then={again} />}
          <TakeAs problem={problem} then={again} />
          {again !== undefined && <Button onPress={again}>{words.t('common.tryAgain')}</Button>}
          <Button kind="quiet" onPress={() => void copy()}>
            {words.t('common.copyDetails')}
          </Button>
          {children}
        </>
      }
    >
      {action}
    </Notice>
  );
}

/** A problem in a few lines, where a notice would be too wide: in forms and dialogs. */
export function ProblemText({
  problem,
  again,
}: {
  readonly problem: ProblemView;
  /** Repeats the action that met the problem, after the user fixed it here. */
  readonly again?: () => void;
}): ReactNode {
  const { sentence, action } = useWords().problem(problem);
  return (
    <div role="alert">
      <p className="bad">
        <Icon name="circle-x" inText /> {sentence}
      </p>
      <p className="secondary">{action}</p>
      {asksForCa(problem) && (
        <p className="row">
          <ChooseCa then={again} />
        </p>
      )}
      <TakeAs problem={problem} then={again} />
    </div>
  );
}
