import type { ReactNode } from 'react';
import { useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head } from '../../widgets/head.tsx';
import { LoadingScreen, useIsBegun } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { FormData } from './form-data.tsx';
import { lastForm } from './last-form.ts';

/** The decrypted tables: look, search, check. */
export function Data(): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('data');
  const forms = useReply('data.forms', {}, { keep: true });
  const isBegun = useIsBegun();
  const known = forms.value ?? [];
  const shown =
    known.find(({ formId }) => formId === route.formId) ??
    known.find(({ formId }) => formId === lastForm.get()) ??
    [...known].sort((one, other) => other.readable - one.readable)[0];
  if (!isBegun || forms.state === 'loading') return <LoadingScreen title={t('data.title')} />;
  if (forms.state === 'there' && shown !== undefined) {
    lastForm.set(shown.formId);
    return <FormData key={`${shown.formId} ${route.path ?? ''}`} forms={known} form={shown} />;
  }
  return (
    <>
      <Head title={t('data.title')} />
      {forms.state === 'refused' && <ProblemNotice problem={forms.problem} again={forms.again} />}
      {forms.state === 'there' && (
        <div className="content">
          <Empty
            title={t('data.empty.noForm')}
            actions={<Button onPress={() => go({ screen: 'forms' })}>{t('data.empty.pull')}</Button>}
          >
            {t('data.empty.noForm.text')}
          </Empty>
        </div>
      )}
    </>
  );
}
