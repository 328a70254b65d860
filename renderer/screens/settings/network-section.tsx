import { type ReactNode, useState } from 'react';
import type { Settings } from '../../../electron/ipc/app.ts';
import { ask } from '../../state/bridge.ts';
import { Button } from '../../widgets/button.tsx';
import { TextField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useSettings } from './use-setting.ts';

const connections = [1, 2, 4, 6, 8, 12, 16];
const timeouts = [20, 30, 60, 120, 300, 600];

export function NetworkSection(): ReactNode {
  const { t, number } = useWords();
  const { settings, set, problem } = useSettings();
  const [kind, setKind] = useState<Settings['proxy']['kind']>(settings.proxy.kind);
  const [address, setAddress] = useState(settings.proxy.kind === 'own' ? settings.proxy.url : '');
  const isAddress = /^https?:\/\/[^\s/]+/.test(address);
  const chooseCa = async (): Promise<void> => {
    const place = await ask('app.chooseFile', { purpose: 'certificate' });
    if (place !== null) set({ caFile: place.path });
  };
  return (
    <div className="settings-form stack">
      <div className="field">
        <span className="label">{t('settings.proxy')}</span>
        <Segmented
          label={t('settings.proxy')}
          value={kind}
          onChange={(next) => {
            setKind(next);
            if (next !== 'own') set({ proxy: { kind: next } });
            else if (isAddress) set({ proxy: { kind: 'own', url: address } });
          }}
          options={[
            { id: 'system', label: t('settings.proxy.system') },
            { id: 'none', label: t('settings.proxy.none') },
            { id: 'own', label: t('settings.proxy.own') },
          ]}
        />
      </div>
      {kind === 'own' && (
        <TextField
          label={t('settings.proxy.address')}
          isCode
          value={address}
          error={address !== '' && !isAddress ? t('settings.proxy.address.error') : null}
          onChange={(next) => {
            setAddress(next);
            if (/^https?:\/\/[^\s/]+/.test(next)) set({ proxy: { kind: 'own', url: next } });
          }}
        />
      )}
      <div className="field">
        <span className="label">{t('settings.caFile')}</span>
        <span className="row">
          <bdi className="grow cut" dir={settings.caFile === null ? 'auto' : 'ltr'}>
            {settings.caFile ?? t('settings.caFile.none')}
          </bdi>
          {settings.caFile !== null && (
            <Button kind="quiet" icon="x" label={t('common.clear')} onPress={() => set({ caFile: null })} />
          )}
          <Button onPress={() => void chooseCa()}>{t('settings.caFile.choose')}</Button>
        </span>
        <span className="under">{t('settings.caFile.hint')}</span>
      </div>
      <PickerField
        label={t('settings.connections')}
        value={String(settings.connections)}
        options={withOwn(connections, settings.connections).map((count) => ({
          id: String(count),
          label: number(count),
        }))}
        onChange={(value) => set({ connections: Number(value) })}
      />
      <PickerField
        label={t('settings.timeout')}
        value={String(settings.timeout)}
        options={withOwn(timeouts, settings.timeout).map((seconds) => ({
          id: String(seconds),
          label: t('settings.timeout.value', { seconds }),
        }))}
        onChange={(value) => set({ timeout: Number(value) })}
      />
      {problem !== null && <ProblemText problem={problem} />}
    </div>
  );
}

/** The offered numbers, plus the current one if it is not among them. */
export function withOwn(offered: readonly number[], own: number): readonly number[] {
  return offered.includes(own) ? offered : [...offered, own].sort((a, b) => a - b);
}
