import { type ReactNode, useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { go, useRouteOf } from '../../state/route.ts';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { useWords } from '../../words/use-words.tsx';
import { BackupsSection } from '../backups/backups-section.tsx';
import { AboutSection } from './about-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { Leave } from './leave.tsx';
import { LockingSection } from './locking-section.tsx';
import { LogSection } from './log-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { PullSection } from './pull-section.tsx';
import { useSavedMark } from './use-setting.ts';
import { WorkspaceSection } from './workspace-section.tsx';

const sections = {
  general: GeneralSection,
  workspace: WorkspaceSection,
  backups: BackupsSection,
  network: NetworkSection,
  locking: LockingSection,
  pull: PullSection,
  log: LogSection,
  about: AboutSection,
  leave: Leave,
} as const;
type Section = keyof typeof sections;
const names = Object.keys(sections) as readonly Section[];

/** Settings take effect at once; there is nothing to save. */
export function Settings(): ReactNode {
  const words = useWords();
  const { t } = words;
  const route = useRouteOf('settings');
  const shown = names.find((name) => name === route.section) ?? 'general';
  const Shown = sections[shown];
  const isSaved = useSavedMark();
  const isLeave = shown === 'leave';
  return (
    <>
      <Head
        title={t(isLeave ? 'leave.title' : 'settings.title')}
        sub={isLeave ? t('leave.sub') : undefined}
      />
      <div className="split settings-split">
        <nav className="side settings-nav" aria-label={t('settings.title')}>
          {names.map((name) => (
            <AriaButton
              key={name}
              className="settings-link"
              aria-current={name === shown ? 'page' : undefined}
              onPress={() => go({ screen: 'settings', section: name })}
            >
              {words.maybe(`settings.section.${name}`)}
            </AriaButton>
          ))}
        </nav>
        <div className="pane">
          <Shown />
        </div>
      </div>
      <StatusBar>
        <Fading isShown={isSaved}>{t('settings.saved')}</Fading>
      </StatusBar>
    </>
  );
}

function Fading({
  isShown,
  children,
}: {
  readonly isShown: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const [text, setText] = useState<ReactNode>(null);
  useEffect(() => setText(isShown ? children : null), [isShown, children]);
  return <span aria-live="polite">{text}</span>;
}
