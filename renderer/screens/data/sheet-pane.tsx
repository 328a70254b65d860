import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Sheet, Wording } from '../../../electron/ipc/data.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { useCommand } from '../../state/commands.ts';
import { say } from '../../state/notices.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useEscape } from '../../widgets/use-escape.ts';
import { useWords } from '../../words/use-words.tsx';
import { SheetAbout } from './sheet-about.tsx';
import { SheetBody } from './sheet-body.tsx';
import { SheetVersions } from './sheet-versions.tsx';

/** One whole submission beside the table. */
export function SheetPane({
  submissionId,
  wording,
  place,
  total,
  move,
  show,
  close,
}: {
  readonly submissionId: number;
  readonly wording: Wording;
  /** Its place in the table, from 0; null when it is not known. */
  readonly place: number | null;
  readonly total: number;
  readonly move: (step: 1 | -1) => void;
  /** Shows another submission in its place. */
  readonly show: (submissionId: number) => void;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const { singleKeys } = useApp().settings;
  const sheet = useReply('data.sheet', { submissionId, wording }, { keep: true });
  const heading = useRef<HTMLHeadingElement>(null);
  const pane = useRef<HTMLElement>(null);
  useEscape(pane, close);
  // A sheet that opens gets the focus.
  useEffect(() => heading.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another submission takes the focus to its heading.
  useEffect(() => {
    if (document.activeElement?.closest('.sheet') != null) heading.current?.focus();
  }, [submissionId]);
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const { target, key } = event;
    // React also passes on keys that are pressed in a dialog over the sheet.
    if (!(target instanceof Element) || !event.currentTarget.contains(target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const single = singleKeys ? key.toLowerCase() : '';
    // Audio and video players use these keys themselves.
    if (target.matches('input, textarea, select, audio, video')) return;
    if (key === 'ArrowDown' || single === 'j') move(1);
    else if (key === 'ArrowUp' || single === 'k') move(-1);
    else return;
    event.preventDefault();
  };
  return (
    <aside
      ref={pane}
      className="side sheet"
      aria-label={t('sheet.label')}
      data-region="sheet"
      onKeyDown={press}
    >
      <div className="sheet-head">
        <div className="row">
          <h2 className="heading cut" tabIndex={-1} ref={heading}>
            <bdi>{sheet.value?.heading ?? ''}</bdi>
          </h2>
          {place !== null && (
            <span className="secondary">{t('sheet.of', { row: place + 1, all: total })}</span>
          )}
          <span className="grow" />
          <Button kind="quiet" icon="arrow-up" label={t('sheet.previous')} onPress={() => move(-1)} />
          <Button kind="quiet" icon="arrow-down" label={t('sheet.next')} onPress={() => move(1)} />
          <Button kind="quiet" icon="x" label={t('common.close')} onPress={close} />
        </div>
        {sheet.value !== undefined && <SheetState sheet={sheet.value} />}
      </div>
      {sheet.state === 'loading' && <LoadingRows screen={t('sheet.label')} />}
      {sheet.state === 'refused' && <ProblemText problem={sheet.problem} />}
      {sheet.value !== undefined && (
        <div className="sheet-body">
          {sheet.value.problems.map((problem) => (
            <ProblemText key={problem.code} problem={problem} />
          ))}
          <SheetVersions sheet={sheet.value} show={show} />
          <SheetBody sheet={sheet.value} />
          <SheetAbout sheet={sheet.value} />
          <SheetActions sheet={sheet.value} />
        </div>
      )}
    </aside>
  );
}

function SheetState({ sheet }: { readonly sheet: Sheet }): ReactNode {
  const words = useWords();
  const { t } = words;
  const looks = {
    valid: { icon: 'shield-check', tone: 'ok' },
    mismatch: { icon: 'shield-alert', tone: 'warn' },
    absent: { icon: 'shield', tone: 'secondary' },
    unsigned: { icon: 'shield', tone: 'secondary' },
    'not-checkable': { icon: 'shield', tone: 'secondary' },
    'not-encrypted': { icon: 'minus', tone: 'secondary' },
  } as const;
  const { icon, tone } = looks[sheet.signature];
  return (
    <div className="sheet-state">
      {sheet.key !== null && (
        <StateMark icon="lock-open">
          <bdi>{sheet.key.name ?? sheet.key.fingerprint.slice(0, 8)}</bdi>
        </StateMark>
      )}
      {/* Before decryption, "not checkable" does not mean that a file is missing. */}
      {(sheet.isReadable || sheet.signature !== 'not-checkable') && (
        <StateMark icon={icon} tone={tone}>
          {words.maybe(`sheet.signature.${sheet.signature}`)}
        </StateMark>
      )}
      {sheet.isRepaired && <StateMark icon="rotate-cw">{t('sheet.repaired')}</StateMark>}
      {sheet.isDeleted && <StateMark icon="file-x">{t('data.mark.deleted')}</StateMark>}
      {sheet.isUnlisted && <StateMark icon="eye-off">{t('data.mark.unlisted')}</StateMark>}
      {sheet.versions.length > 1 && (
        <StateMark icon="git-compare">{t('sheet.edits', { count: sheet.versions.length - 1 })}</StateMark>
      )}
      {sheet.editOf !== null && (
        <StateMark icon="git-compare">{t('sheet.editOf', { id: sheet.editOf.slice(-8) })}</StateMark>
      )}
    </div>
  );
}

function SheetActions({ sheet }: { readonly sheet: Sheet }): ReactNode {
  const { t } = useWords();
  const [isXml, setXml] = useState(false);
  const xml = useReply('data.xml', isXml ? { submissionId: sheet.submissionId } : null);
  const copyId = async (): Promise<void> => {
    await ask('app.copy', { text: sheet.about.instanceId ?? '' });
    say(t('common.copied'));
  };
  useCommand('copy-id', () => void copyId());
  return (
    <div className="row">
      <Button icon="copy" onPress={() => void copyId()}>
        {t('sheet.copyId')}
      </Button>
      {sheet.isReadable && <Button onPress={() => setXml(true)}>{t('sheet.showXml')}</Button>}
      {isXml && (
        <Dialog
          title={t('sheet.showXml')}
          isWide
          onClose={() => setXml(false)}
          buttons={
            <Button autoFocus onPress={() => setXml(false)}>
              {t('common.close')}
            </Button>
          }
        >
          {xml.state === 'loading' && <LoadingRows screen={t('sheet.showXml')} />}
          {xml.state === 'refused' && <ProblemText problem={xml.problem} />}
          {xml.value?.isCut === true && <p className="secondary">{t('sheet.xml.cut')}</p>}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must be scrolled by keyboard too. */}
          <pre className="mono xml-text" dir="ltr" tabIndex={0}>
            {xml.value?.text}
          </pre>
        </Dialog>
      )}
    </div>
  );
}
