import type { ReactNode } from 'react';
import { Link as AriaLink, TooltipTrigger } from 'react-aria-components';
import { go, type Screen } from '../state/route.ts';
import { Icon, type IconName } from '../widgets/icon.tsx';
import { Tip } from '../widgets/tip.tsx';
import { useWords } from '../words/use-words.tsx';

type Place = Exclude<Screen, 'first-run'>;

/** The screens, in the order of Ctrl+1 to Ctrl+7. */
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
  const item = (
    screen: Place,
    icon: IconName,
    label: string,
    options: { readonly name?: string; readonly count?: string; readonly isFoot?: boolean } = {},
  ): ReactNode => (
    <TooltipTrigger delay={300}>
      <AriaLink
        className={`rail-item ${options.isFoot === true ? 'foot' : ''}`}
        aria-current={shown === screen ? 'page' : undefined}
        aria-label={options.name ?? label}
        isDisabled={isInert}
        onPress={() => go({ screen })}
      >
        <Icon name={icon} />
        <span className="label">{label}</span>{' '}
        {options.count !== undefined && <span className="count">{options.count}</span>}
      </AriaLink>
      <Tip placement="end">{options.name ?? label}</Tip>
    </TooltipTrigger>
  );
  return (
    <nav
      className={`rail ${isInert ? 'inert' : ''}`}
      aria-label={t('frame.main')}
      data-region="rail"
      inert={isInert}
    >
      {item('forms', 'clipboard-list', t('frame.forms'))}
      {item(
        'pull',
        'arrow-down-to-line',
        t('frame.pull'),
        done === null ? {} : { name: t('frame.pull.running', { percent: done }), count: done },
      )}
      {item('data', 'table-2', t('frame.data'))}
      {item(
        'problems',
        'triangle-alert',
        t('frame.problems'),
        problems === 0
          ? {}
          : { name: t('frame.problems.count', { count: problems }), count: number(problems) },
      )}
      {item('export', 'file-output', t('frame.export'))}
      <hr />
      {item('keys', 'key-round', t('frame.keys'))}
      {item('servers', 'server', t('frame.servers'))}
      {item('settings', 'settings-2', t('frame.settings'), { isFoot: true })}
    </nav>
  );
}
