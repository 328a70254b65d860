import { type ReactNode, useEffect } from 'react';
import type { KindSetting, ServerKind } from '../../../electron/ipc/common.ts';
import { useApp } from '../../state/app-info.ts';
import { ask } from '../../state/bridge.ts';
import { useReply } from '../../state/replies.ts';
import { useServerKinds } from '../../state/server-kinds.ts';
import { Link } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { SecretField, TextField } from '../../widgets/field.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { type Typed, withToldKind } from './server-draft.ts';

/** The fields of a server: kind, address, how to sign in, whether to remember it. */
export function ServerFields({
  typed,
  onChange,
  isKnown,
  hasName = true,
  onEnter,
}: {
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
  /** The secret is already known; an empty field keeps it. */
  readonly isKnown: boolean;
  readonly hasName?: boolean;
  readonly onEnter: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { hasKeychain } = useApp();
  const kinds = useServerKinds();
  const address = typed.address.trim();
  const told = useReply('servers.kindOf', address === '' || typed.isKindChosen ? null : { address });
  const toldKind = told.state === 'there' ? told.value : undefined;
  // Only when the address shows another kind. Otherwise the kind that a test found stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rest of what is typed has no part in it.
  useEffect(() => {
    if (toldKind !== undefined) onChange(withToldKind(typed, toldKind));
  }, [toldKind, address]);
  const set = (part: Partial<Typed>): void => onChange({ ...typed, ...part });
  return (
    <div className="stack">
      <PickerField
        label={t('servers.form.kind')}
        value={typed.kind}
        options={['auto' as const, ...kinds.map(({ kind }) => kind)].map((kind) => ({
          id: kind,
          label: words.maybe(`servers.kind.${kind}`) ?? kind,
        }))}
        onChange={(kind) => set({ kind, isKindChosen: kind !== 'auto', kindFrom: null })}
        {...(typed.kindFrom === null
          ? {}
          : {
              hint: t(
                typed.kindFrom === 'test' ? 'servers.form.kind.from.test' : 'servers.form.kind.from.address',
              ),
            })}
      />
      <TextField
        label={t('servers.form.address')}
        isCode
        value={typed.address}
        hint={words.maybe(`servers.form.address.hint.${typed.kind}`)}
        onChange={(address) => set({ address })}
        onEnter={onEnter}
      />
      <PickerField
        label={t('servers.form.login')}
        value={typed.login}
        options={[
          { id: 'password', label: t('servers.form.login.password') },
          { id: 'token', label: t('servers.form.login.token') },
          { id: 'none', label: t('servers.form.login.none') },
        ]}
        onChange={(login) => set({ login, secret: '' })}
      />
      {typed.login === 'password' && (
        <>
          <TextField
            label={t('servers.form.user')}
            isCode
            value={typed.user}
            onChange={(user) => set({ user })}
            onEnter={onEnter}
          />
          <SecretField
            label={t('servers.form.password')}
            value={typed.secret}
            {...(isKnown ? { placeholder: t('servers.form.password.kept') } : {})}
            onChange={(secret) => set({ secret })}
            onEnter={onEnter}
          />
        </>
      )}
      {typed.login === 'token' && (
        <SecretField
          label={t('servers.form.token')}
          value={typed.secret}
          {...(isKnown ? { placeholder: t('servers.form.token.kept') } : {})}
          onChange={(secret) => set({ secret })}
          onEnter={onEnter}
          hint={
            <span className="stack">
              {kinds
                .filter(({ kind, hasTokenPage }) => hasTokenPage && mayBe(typed.kind, kind))
                .map(({ kind }) => (
                  <Link key={kind} onPress={() => void ask('app.openHelp', { tokenOf: kind })}>
                    {t('servers.form.token.where', { kind: words.maybe(`servers.kind.${kind}`) ?? kind })}
                  </Link>
                ))}
            </span>
          }
        />
      )}
      {hasName && (
        <TextField
          label={t('servers.form.name')}
          value={typed.name}
          hint={t('servers.form.name.hint')}
          onChange={(name) => set({ name })}
        />
      )}
      {typed.login !== 'none' && (
        <>
          <Check
            isChecked={typed.remember}
            isDisabled={!hasKeychain}
            onChange={(remember) => set({ remember })}
          >
            {t('servers.form.remember')}
          </Check>
          {!hasKeychain && <p className="secondary small">{t('servers.form.noKeychain')}</p>}
        </>
      )}
    </div>
  );
}

/**
 * Whether a server that was added as one kind may turn out to be another: `auto` and `openrosa` may be any.
 */
function mayBe(added: KindSetting, kind: ServerKind): boolean {
  return added === kind || added === 'auto' || added === 'openrosa';
}
