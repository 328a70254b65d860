import type { ReactNode } from 'react';
import type { PullOutcome, PullStep } from '../../../electron/ipc/pull.ts';
import type { IconName } from '../../widgets/icon.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

type Tone = Parameters<typeof StateMark>[0]['tone'];

const looks: Readonly<Record<PullStep, { readonly icon: IconName; readonly tone: Tone }>> = {
  waiting: { icon: 'clock', tone: 'secondary' },
  listing: { icon: 'loader', tone: '' },
  pulling: { icon: 'arrow-down-to-line', tone: '' },
  opening: { icon: 'loader', tone: '' },
  offline: { icon: 'wifi-off', tone: 'warn' },
  complete: { icon: 'circle-check', tone: 'ok' },
  problems: { icon: 'triangle-alert', tone: 'warn' },
  stopped: { icon: 'square', tone: 'secondary' },
  failed: { icon: 'circle-x', tone: 'bad' },
};

/** The step of a form in a pull: icon and word. */
export function StepMark({ step }: { readonly step: PullStep }): ReactNode {
  const words = useWords();
  const { icon, tone } = looks[step];
  return (
    <StateMark icon={icon} tone={tone ?? ''}>
      {words.maybe(`pull.step.${step}`)}
    </StateMark>
  );
}

/** How a pull ended. Nothing while it runs. */
export function OutcomeMark({ outcome }: { readonly outcome: PullOutcome | null }): ReactNode {
  return outcome === null ? null : <StepMark step={outcome} />;
}
