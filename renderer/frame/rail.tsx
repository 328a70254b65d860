import type { ReactNode } from 'react';
import { Link as AriaLink, TooltipTrigger } from 'react-aria-components';
import type { MainScreen } from '../../electron/ipc/app.ts';
import { mainScreens } from '../state/main-screens.ts';
import { go, type Screen } from '../state/route.ts';
import { Icon } from '../widgets/icon.tsx';
import { Tip } from '../widgets/tip.tsx';
import { useWords } from '../words/use-words.tsx';

/** The screens that one goes to, with what waits or runs there. */
export function Rail({
  shown,
  problems,
  progress,
  isInert,
}: {
  readonly shown: Screen;
  readonly problems: number;
  /** Share of the running pull that is done; null when none runs. */
  readonly progress: number | null;
  readonly isInert: boolean;
}): ReactNode {
  const { t, number, percent } = useWords();
  const done = progress === null ? null : percent(progress);
  /** What stands beside a screen's name: shown short, and read out in full. */
  const marks: Readonly<Partial<Record<MainScreen, { readonly name: string; readonly count: string }>>> = {
    ...(done === null ? {} : { pull: { name: t('frame.pull.running', { percent: done }), count: done } }),
    ...(problems === 0
      ? {}
      : { problems: { name: t('frame.problems.count', { count: problems }), count: number(problems) } }),
  };
  const items = (wanted: (typeof mainScreens)[number]['group']): ReactNode =>
    mainScreens
      .filter(({ group }) => group === wanted)
      .map(({ screen, icon, label, group }) => (
        <TooltipTrigger key={screen} delay={300}>
          <AriaLink
            className={`rail-item ${group === 'foot' ? 'foot' : ''}`}
            aria-current={shown === screen ? 'page' : undefined}
            aria-label={marks[screen]?.name ?? t(label)}
            isDisabled={isInert}
            onPress={() => go({ screen })}
          >
            <Icon name={icon} />
            <span className="label">{t(label)}</span>{' '}
            {marks[screen] !== undefined && <span className="count">{marks[screen].count}</span>}
          </AriaLink>
          <Tip placement="end">{marks[screen]?.name ?? t(label)}</Tip>
        </TooltipTrigger>
      ));
  return (
    <nav
      className={`rail ${isInert ? 'inert' : ''}`}
      aria-label={t('frame.main')}
      data-region="rail"
      inert={isInert}
    >
      {items('work')}
      <hr />
      {items('means')}
      {items('foot')}
    </nav>
  );
}
