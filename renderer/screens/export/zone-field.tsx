import type { ReactNode } from 'react';
import { type Option, PickerField } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';

const RECORDED = 'recorded';
const UTC = 'UTC';

/** The time zone of date-times. Takes the zone; null is the format's default. */
export function ZoneField({
  value,
  without,
  onChange,
}: {
  readonly value: string | null;
  readonly without: 'recorded' | 'UTC';
  readonly onChange: (zone: string | null) => void;
}): ReactNode {
  const { t } = useWords();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const dates: Option<string>[] = [
    ...(without === RECORDED ? [{ id: RECORDED, label: t('export.option.timeZone.recorded') }] : []),
    { id: UTC, label: t('export.option.timeZone.utc') },
    ...(here === UTC ? [] : [{ id: here, label: t('export.option.timeZone.here') }]),
  ];
  const shown = value ?? without;
  if (!dates.some(({ id }) => id === shown)) {
    dates.push({ id: shown, label: t('export.option.timeZone.zone', { zone: shown }) });
  }
  return (
    <PickerField
      label={t('export.option.timeZone')}
      value={shown}
      options={dates}
      onChange={(id) => onChange(id === RECORDED ? null : id)}
    />
  );
}
