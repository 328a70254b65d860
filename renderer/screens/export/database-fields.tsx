import type { ReactNode } from 'react';
import type { ExportOptions } from '../../../electron/ipc/export.ts';
import { useApp } from '../../state/app-info.ts';
import { useReply } from '../../state/replies.ts';
import { Check } from '../../widgets/check.tsx';
import { SecretField, TextField } from '../../widgets/field.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { addressOf, type DatabaseAddress, takenApart, urlOf } from './database-address.ts';
import { DatabaseTest } from './database-test.tsx';
import { modeOf } from './in-database.ts';
import type { DatabaseSignIn } from './use-database.ts';

/** Where the database is, how to sign in, and what happens to tables that are there. */
export function DatabaseFields({
  options,
  change,
  signIn,
}: {
  readonly options: ExportOptions;
  readonly change: (part: Partial<ExportOptions>) => void;
  readonly signIn: DatabaseSignIn;
}): ReactNode {
  const { t } = useWords();
  const { hasKeychain } = useApp();
  const { postgres, schema } = options;
  const address = addressOf(postgres);
  const login = useReply(
    'export.login',
    address.host === '' || postgres === null ? null : { postgres },
  ).value;
  const set = (part: Partial<DatabaseAddress>): void => change({ postgres: urlOf({ ...address, ...part }) });
  const typeHost = (host: string): void => {
    const pasted = takenApart(host);
    if (pasted === null) {
      set({ host: host.trim() });
      return;
    }
    change({ postgres: urlOf(pasted.address) });
    if (pasted.password !== '') signIn.set({ secret: pasted.password });
  };
  return (
    <>
      <TextField
        label={t('export.database.host')}
        isCode
        value={address.host}
        placeholder="db.example.org"
        hint={t('export.database.host.hint')}
        onChange={typeHost}
      />
      <TextField
        label={t('export.database.port')}
        isCode
        value={address.port}
        placeholder="5432"
        onChange={(port) => set({ port: port.replace(/\D/g, '').slice(0, 5) })}
      />
      <TextField
        label={t('export.database.name')}
        isCode
        value={address.database}
        placeholder={address.user}
        onChange={(database) => set({ database })}
      />
      <TextField
        label={t('export.database.user')}
        isCode
        value={address.user}
        onChange={(user) => set({ user })}
      />
      <SecretField
        label={t('servers.form.password')}
        value={signIn.secret}
        {...(login?.isKnown === true ? { placeholder: t('servers.form.password.kept') } : {})}
        onChange={(secret) => signIn.set({ secret })}
      />
      <div className="export-checks">
        <Check
          isChecked={signIn.remember && hasKeychain}
          isDisabled={!hasKeychain}
          onChange={(remember) => signIn.set({ remember })}
        >
          {t('servers.form.remember')}
        </Check>
        {!hasKeychain && <p className="secondary small">{t('servers.form.noKeychain')}</p>}
      </div>
      <PickerField
        label={t('export.database.protection')}
        value={address.protection}
        options={[
          { id: 'verify-full', label: t('export.database.protection.full') },
          { id: 'verify-ca', label: t('export.database.protection.ca') },
          { id: 'disable', label: t('export.database.protection.none') },
        ]}
        onChange={(protection) => set({ protection })}
      />
      <TextField
        label={t('export.option.schema')}
        isCode
        value={schema ?? ''}
        placeholder="public"
        onChange={(text) => change({ schema: text === '' ? null : text.slice(0, 63) })}
      />
      <PickerField
        label={t('export.option.mode')}
        value={modeOf(options)}
        options={[
          { id: 'replace', label: t('export.option.mode.replace') },
          { id: 'update', label: t('export.option.mode.update') },
        ]}
        onChange={(next) => change({ mode: next })}
      />
      <DatabaseTest options={options} signIn={signIn} />
    </>
  );
}
