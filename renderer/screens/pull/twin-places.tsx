import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import { useAsk, useForget } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * For forms of one ID that their server cannot tell apart: a button for each project (or form) that has one of them.
 * The button adds the place as a server, and pulls the form from there.
 */
export function TwinPlaces({
  source,
  formIds,
  problem,
}: {
  readonly source: string;
  readonly formIds: readonly string[];
  readonly problem: ProblemView;
}): ReactNode {
  const { t } = useWords();
  const forget = useForget();
  const add = useAsk('servers.addPlace');
  const list = useAsk('forms.refresh');
  const choose = useAsk('forms.choose');
  const pull = useAsk('pull.start');
  const refused = add.problem ?? list.problem ?? choose.problem ?? pull.problem;
  const wanted = new Set(formIds.map((id) => id.toLowerCase()));
  const take = async (place: { readonly address: string; readonly name: string }): Promise<void> => {
    const added = await add.ask({ source, ...place });
    if (added === null) return;
    const listed = await list.ask({ source: added.name });
    forget('servers.list', 'forms.list');
    const forms = (listed?.forms ?? [])
      .filter((form) => form.source === added.name && wanted.has(form.formId.toLowerCase()))
      .map(({ source: at, formId }) => ({ source: at, formId }));
    if (forms.length === 0) return;
    await choose.ask({ forms, isChosen: true });
    // Where both forms are in one list, neither can be pulled.
    await choose.ask({ forms: formIds.map((formId) => ({ source, formId })), isChosen: false });
    if ((await pull.ask({ forms, full: false })) !== null) go({ screen: 'pull' });
  };
  return (
    <>
      {placesOf(problem).map((place) => (
        <Button key={place.address} onPress={() => void take(place)}>
          {t('report.addPlace', { name: place.name })}
        </Button>
      ))}
      {refused !== null && <ProblemNotice problem={refused} />}
    </>
  );
}

/** Reads one place per line: an address, a space, and a name. Reports of older versions have no places. */
export function placesOf({
  params,
}: Pick<ProblemView, 'params'>): readonly { readonly address: string; readonly name: string }[] {
  return String(params.places ?? '')
    .split('\n')
    .flatMap((line) => {
      const at = line.indexOf(' ');
      return at < 0 ? [] : [{ address: line.slice(0, at), name: line.slice(at + 1) }];
    });
}
