import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { ProblemGroup } from '../../../electron/ipc/problems.ts';
import { useAddForm } from '../../state/add-form.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { useAsk, useForget } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords } from '../../words/use-words.tsx';
import { headingOf, textOf } from './group-words.ts';

export interface CauseActions {
  /** The action of the button that helps. */
  readonly help: () => Promise<void>;
  /** Shows the group's submissions in the table of their form; null where they have no row in it. */
  readonly show: (() => void) | null;
  readonly exportList: () => Promise<void>;
  readonly copyText: () => Promise<void>;
  readonly isAsking: boolean;
  readonly problem: ProblemView | null;
}

/** The actions for a group of problems. */
export function useCauseActions(group: ProblemGroup): CauseActions {
  const words = useWords();
  const { t } = words;
  const { versions } = useApp();
  const retry = useAsk('problems.retry');
  const addForm = useAddForm();
  const list = useAsk('problems.exportList');
  const forget = useForget();
  const { id: groupId, form, formTitle, filter } = group;

  // An event reports the end, on whichever screen the user is.
  const again = async (): Promise<void> => {
    await retry.ask({ groupId });
    forget('problems.list');
  };
  const show = (): void => {
    if (filter !== null) go({ screen: 'data', formId: form.formId, filters: [filter] });
  };
  const exportList = async (): Promise<void> => {
    const suggested = withoutMarks(
      t('problems.exportList.file', { form: formTitle, cause: headingOf(words, group) }),
    );
    const place = await ask('app.chooseSave', {
      purpose: 'list',
      suggested: suggested.replace(/[/\\:*?"<>|]/g, '_').slice(0, 200),
    });
    if (place === null) return;
    const written = await list.ask({ groupId, placeId: place.id });
    if (written === null) return;
    say(t('problems.exportList.done', { count: written.rows }), {
      label: t('common.openFolder'),
      run: () => void ask('app.showInFolder', { placeId: place.id }),
    });
  };
  const help = async (): Promise<void> => {
    switch (group.action) {
      case 'add-key':
        return go({ screen: 'keys', add: true });
      case 'unlock':
        return go({
          screen: 'keys',
          ...(group.asksFor === null ? {} : { fingerprint: group.asksFor.fingerprint }),
        });
      case 'show':
        return show();
      case 'retry':
      case 'download-again':
      case 'look-again':
        return again();
      case 'choose-form':
        return addForm.choose();
      case 'export-list':
        return exportList();
      case 'none':
        return;
    }
  };
  return {
    help,
    show: filter === null ? null : show,
    exportList,
    copyText: async () => {
      await ask('app.copy', { text: withoutMarks(textOf(words, group, versions.app)) });
      say(t('common.copied'));
    },
    isAsking: retry.isAsking || addForm.isAsking || list.isAsking,
    problem: retry.problem ?? addForm.problem ?? list.problem,
  };
}
