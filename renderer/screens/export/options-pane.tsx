import type { ReactNode } from 'react';
import type { DataForm } from '../../../electron/ipc/data.ts';
import { useWords } from '../../words/use-words.tsx';
import { ApartOptions } from './apart-options.tsx';
import { HowOptions } from './how-options.tsx';
import type { OptionProps } from './option-props.ts';
import type { DatabaseSignIn } from './use-database.ts';
import { WhatOptions } from './what-options.tsx';
import { WhereOptions } from './where-options.tsx';

/** What is written, how, and where. */
export function OptionsPane({
  forms,
  folder,
  chooseForm,
  signIn,
  ...props
}: OptionProps & {
  readonly forms: readonly DataForm[];
  readonly folder: string | null;
  readonly chooseForm: (formId: string) => void;
  readonly signIn: DatabaseSignIn;
}): ReactNode {
  const { t } = useWords();
  return (
    <section className="side export-options">
      <h2>{t('export.what')}</h2>
      <WhatOptions {...props} forms={forms} chooseForm={chooseForm} />
      <ApartOptions {...props} />
      <h2>{t('export.how')}</h2>
      <HowOptions {...props} />
      <h2>{t('export.where')}</h2>
      <WhereOptions {...props} folder={folder} signIn={signIn} />
    </section>
  );
}
