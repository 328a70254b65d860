import type { ReactNode } from 'react';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { say } from '../../state/notices.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { EncryptionPart } from '../encryption/encryption-part.tsx';

export function WorkspaceSection(): ReactNode {
  const { t, bytes } = useWords();
  const { workspace } = useApp();
  const size = useReply('workspace.size', {}).value;
  const move = useAsk('workspace.move');
  const copy = useAsk('workspace.copyTo');
  const moveTo = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'move' }), 'workspace');
    if (place !== null) await move.ask({ placeId: place.id });
  };
  const copyTo = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'backup' }), 'export');
    if (place === null) return;
    const made = await copy.ask({ placeId: place.id });
    if (made !== null) say(t('settings.workspace.copied', { path: made.path }));
  };
  const problem = move.problem ?? copy.problem;
  return (
    <div className="settings-form stack">
      <div className="field">
        <span className="label">{t('settings.workspace.folder')}</span>
        <span className="settings-value">
          <bdi dir="ltr">{workspace.path}</bdi>
        </span>
      </div>
      <div className="field">
        <span className="label">{t('settings.workspace.size')}</span>
        <span className="settings-value">
          {size !== undefined &&
            t('settings.workspace.size.text', { size: bytes(size.bytes), count: size.submissions })}
        </span>
      </div>
      <div className="row">
        <Button onPress={() => void moveTo()}>{t('settings.workspace.move')}</Button>
        <Button onPress={() => void copyTo()}>{t('settings.workspace.copyTo')}</Button>
      </div>
      {problem !== null && <ProblemText problem={problem} />}
      <EncryptionPart />
    </div>
  );
}
